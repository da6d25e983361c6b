//! The roles that people can have; what each may do is decided in `identity` alone.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{Refusal, Text};

macro_rules! roles {
    ($($(#[$meta:meta])* $variant:ident = $code:literal, $zh:literal, $en:literal;)+) => {
        /// A role. Officers hold roles for a department and a division; residents have one by being there.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Role { $($(#[$meta])* $variant,)+ }

        impl Role {
            /// Every role.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The code used in data, tables and URLs.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// The role's name in words.
            #[must_use]
            pub fn name(self) -> Text {
                match self { $(Self::$variant => Text::new($zh, $en),)+ }
            }
        }
    };
}

roles! {
    /// A resident acting for themselves or for somebody who asked them.
    Resident = "resident", "居民", "Resident";
    /// A village helper who files for others (帮办代办).
    Helper = "helper", "帮办员", "Helper";
    /// A clerk at the one window: files at the counter, receives, accepts.
    Clerk = "clerk", "窗口人员", "Counter clerk";
    /// A reviewer of a department.
    Reviewer = "reviewer", "审核人员", "Reviewer";
    /// An approver, who decides and may extend a limit.
    Approver = "approver", "审批人员", "Approver";
    /// A supervisor, who sees what is due and overdue.
    Supervisor = "supervisor", "督办人员", "Supervisor";
    /// A data officer, who keeps registers and calendars.
    DataOfficer = "data-officer", "数据专员", "Data officer";
    /// A planner of services.
    Planner = "planner", "规划人员", "Planner";
    /// An auditor, who verifies the ledger and reads without changing.
    Auditor = "auditor", "审计人员", "Auditor";
    /// An administrator of accounts and roles; sees no cases.
    Admin = "admin", "系统管理员", "Administrator";
}

impl FromStr for Role {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        Self::ALL.iter().copied().find(|role| role.code() == text).ok_or_else(|| {
            let known = Self::ALL.iter().map(|role| role.code()).collect::<Vec<_>>().join(", ");
            Refusal::invalid(
                "role.unknown",
                format!("没有这个角色；可用的有：{known}"),
                format!("there is no such role; the roles are: {known}"),
            )
        })
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}
