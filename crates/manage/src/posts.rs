//! Posts: a role for a department inside a division, as somebody typed it, judged against the
//! departments and divisions that there are.

use basis::{Date, DivisionCode, Divisions, Refusal, RefusalKind, Role};
use catalogue::Catalogue;
use identity::Grant;

/// Roles that sit at the desk of a department.
const AT_DESK: [Role; 3] = [Role::Clerk, Role::Reviewer, Role::Approver];

/// What posts there can be in a county.
pub struct Posts<'a> {
    /// The departments.
    pub catalogue: &'a Catalogue,
    /// The divisions.
    pub divisions: &'a Divisions,
    /// The county's code.
    pub county: &'a str,
    /// The day on which the divisions must hold.
    pub today: Date,
}

impl Posts<'_> {
    /// The post of a role, a department and a division, each by code or by its Chinese name; an
    /// empty division is the county, an empty department the whole of it.
    ///
    /// # Errors
    /// A refusal at the field that is wrong (`role`, `department` or `division`).
    pub fn grant(&self, role: &str, department: &str, division: &str) -> Result<Grant, Refusal> {
        let role = self.role(role)?;
        let department = self.department(role, department)?;
        Ok(Grant { role, department, division: self.division(division)? })
    }

    fn role(&self, typed: &str) -> Result<Role, Refusal> {
        let named = Role::ALL.iter().copied().find(|role| role.name().zh == typed.trim());
        let role = match named {
            Some(role) => role,
            None => typed.trim().parse().map_err(|refusal: Refusal| refusal.on("role"))?,
        };
        if role == Role::Resident { Err(no_resident()) } else { Ok(role) }
    }

    fn department(&self, role: Role, typed: &str) -> Result<Option<String>, Refusal> {
        let (typed, at_desk) = (typed.trim(), AT_DESK.contains(&role));
        if typed.is_empty() {
            return if at_desk { Err(department_needed(role)) } else { Ok(None) };
        }
        let mut known = self.catalogue.departments.values();
        let found = known.find(|one| one.id == typed || one.name.zh == typed);
        match found {
            None => Err(no_department(typed)),
            Some(one) if at_desk && !one.roles.contains(&role) => {
                Err(not_in_department(role, &one.name.zh))
            }
            Some(one) => Ok(Some(one.id.clone())),
        }
    }

    fn division(&self, typed: &str) -> Result<DivisionCode, Refusal> {
        let typed = typed.trim();
        let county = DivisionCode::parse(self.county)?;
        if typed.is_empty() {
            return Ok(county);
        }
        let code = match DivisionCode::parse(typed) {
            Ok(code) => code,
            Err(_) => self.by_name(&county, typed).ok_or_else(|| no_division(typed))?,
        };
        if !code.within(&county) && !county.within(&code) {
            return Err(not_here(typed));
        }
        match (self.divisions.get(&code, self.today), self.divisions.ended(&code, self.today)) {
            (Some(_), _) => Ok(code),
            (None, Some(ended)) => {
                Err(Refusal::invalid("post.division", ended.zh, ended.en).on("division"))
            }
            (None, None) => Err(no_division(typed)),
        }
    }

    /// The one place of the county with a name.
    fn by_name(&self, county: &DivisionCode, name: &str) -> Option<DivisionCode> {
        let here = self.divisions.within(*county, self.today);
        let mut named = here.filter(|place| place.name == name);
        let found = named.next()?;
        named.next().is_none().then_some(found.code)
    }
}

fn no_resident() -> Refusal {
    Refusal::told(RefusalKind::Invalid, "post.resident").on("role")
}

fn department_needed(role: Role) -> Refusal {
    Refusal::told(RefusalKind::Invalid, "post.department-needed")
        .with_words("role", role.name())
        .on("department")
}

fn no_department(typed: &str) -> Refusal {
    Refusal::told(RefusalKind::Invalid, "post.department").with("typed", typed).on("department")
}

fn not_in_department(role: Role, department: &str) -> Refusal {
    Refusal::told(RefusalKind::Invalid, "post.role")
        .with("department", department)
        .with_words("role", role.name())
        .on("role")
}

fn no_division(typed: &str) -> Refusal {
    Refusal::invalid(
        "post.division",
        format!("没有“{typed}”这个地方，请填区划代码，或者本县乡镇、村的全名（重名的填代码）"),
        format!(
            "there is no place “{typed}”; write its code, or its full name where only one has it"
        ),
    )
    .on("division")
}

fn not_here(typed: &str) -> Refusal {
    Refusal::invalid(
        "post.division",
        format!("“{typed}”不在本县范围内"),
        format!("“{typed}” has nothing to do with this county"),
    )
    .on("division")
}
