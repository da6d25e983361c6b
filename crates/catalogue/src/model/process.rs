//! The process: who receives, which departments work on it in which order, who decides, within which limits.

use basis::clock::{Limit, Unit};
use basis::{LegalSource, Role, Text};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::words::words;
use crate::schema;

/// Who does what after the application. Without stages the case goes from acceptance to decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Process {
    /// Who accepts the application.
    pub receive: Receive,
    /// The stages; the first begins on acceptance, the others when every stage that leads to them
    /// has passed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stages: Vec<Stage>,
    /// Who decides.
    pub decide: Decide,
    /// What happens when something is missing.
    pub supplement: Supplement,
    /// Special procedures.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub special: Vec<Special>,
    /// The one extension of the limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<Extension>,
    /// How the outcome reaches the person.
    pub deliver: Deliver,
    /// Decided on a signed commitment and checked afterwards (告知承诺).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commitment: Option<Commitment>,
}

/// Who accepts the application, and how soon. This limit runs before the clock of the case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Receive {
    /// The department; `township` is the applicant's own township office.
    pub department: String,
    /// The role.
    #[schemars(with = "schema::RoleShape")]
    pub role: Role,
    /// How soon.
    #[schemars(with = "schema::LimitShape")]
    pub limit: Limit,
}

/// A stage: tasks that run in parallel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// Id, unique in the process.
    pub id: String,
    /// Its name.
    #[schemars(with = "schema::TextShape")]
    pub name: Text,
    /// What the departments owe in it.
    #[schemars(length(min = 1))]
    pub tasks: Vec<Task>,
    /// Whether all tasks must pass, or one is enough.
    #[serde(default)]
    pub join: Join,
    /// The stages that follow, or `decide`.
    pub then: Vec<String>,
    /// The earlier stage to which a task may send the case back.
    #[serde(default, rename = "return", skip_serializing_if = "Option::is_none")]
    pub back: Option<String>,
}

/// What one department owes in a stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Task {
    /// Id, unique in the process.
    pub id: String,
    /// Its name.
    #[schemars(with = "schema::TextShape")]
    pub name: Text,
    /// The department; `township` is the applicant's own township office.
    pub department: String,
    /// The role.
    #[schemars(with = "schema::RoleShape")]
    pub role: Role,
    /// How long it may take.
    #[schemars(with = "schema::LimitShape")]
    pub limit: Limit,
    /// What the person on it may do.
    #[schemars(length(min = 1))]
    pub may: Vec<May>,
}

words! {
    /// What a person may do with a task.
    May {
        /// Pass it.
        Pass = "pass", "通过", "Pass";
        /// Say that it fails.
        Fail = "fail", "不通过", "Fail";
        /// Ask the applicant for what is missing.
        Supplement = "supplement", "要求补正", "Ask for a supplement";
        /// Begin a special procedure.
        Special = "special", "启动特别程序", "Begin a special procedure";
        /// Send the case back to an earlier stage.
        Return = "return", "退回", "Send back";
    }
}

words! {
    /// Whether all tasks of a stage must pass, or one is enough.
    #[derive(Default)]
    Join {
        /// All must pass.
        #[default]
        All = "all", "全部通过", "All";
        /// One is enough.
        Any = "any", "一个通过即可", "Any";
    }
}

/// Who decides, and how long it may take.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Decide {
    /// The department.
    pub department: String,
    /// The role.
    #[schemars(with = "schema::RoleShape")]
    pub role: Role,
    /// How long it may take.
    #[schemars(with = "schema::LimitShape")]
    pub limit: Limit,
}

/// What happens when something is missing (补正).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Supplement {
    /// How long the applicant has to answer.
    #[schemars(with = "schema::LimitShape")]
    pub reply_within: Limit,
    /// What happens when there is no answer.
    pub lapse: Lapse,
    /// The article behind it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<schema::LegalSourceShape>")]
    pub basis: Option<LegalSource>,
}

words! {
    /// What happens when a supplement is not answered.
    Lapse {
        /// The application counts as withdrawn.
        Withdrawn = "withdrawn", "视为撤回申请", "Counts as withdrawn";
        /// The application is not accepted.
        NotAccepted = "not-accepted", "不予受理", "Not accepted";
        /// The case goes on with what is there.
        GoesOn = "goes-on", "按现有材料继续办理", "Goes on with what is there";
    }
}

/// A special procedure (特别程序) such as a public notice or a hearing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Special {
    /// Id, unique in the process.
    pub id: String,
    /// Its name.
    #[schemars(with = "schema::TextShape")]
    pub name: Text,
    /// How long it takes.
    #[schemars(with = "schema::LimitShape")]
    pub limit: Limit,
    /// Whether its time is not counted in the limit of the case.
    pub stops_clock: bool,
    /// The article behind it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<schema::LegalSourceShape>")]
    pub basis: Option<LegalSource>,
}

/// The extension of the limit: at most once, by the named role, with reasons told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Extension {
    /// By how much.
    #[schemars(with = "schema::LimitShape")]
    pub limit: Limit,
    /// Who may extend.
    #[schemars(with = "schema::RoleShape")]
    pub role: Role,
    /// The article behind it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<schema::LegalSourceShape>")]
    pub basis: Option<LegalSource>,
}

/// How the outcome reaches the person, and how soon after the decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Deliver {
    /// The ways.
    #[schemars(length(min = 1))]
    pub ways: Vec<Way>,
    /// How soon.
    #[schemars(with = "schema::LimitShape")]
    pub limit: Limit,
}

words! {
    /// How the outcome reaches the person.
    Way {
        /// As an electronic certificate.
        Electronic = "electronic", "电子证照", "Electronic";
        /// Collected at the counter.
        Counter = "counter", "窗口领取", "At the counter";
        /// By post.
        Post = "post", "邮寄", "By post";
    }
}

/// Decided on a signed commitment and checked afterwards (告知承诺).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Commitment {
    /// How soon after the decision it is checked.
    #[schemars(with = "schema::LimitShape")]
    pub later_check: Limit,
    /// What the applicant promises.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<schema::TextShape>")]
    pub text: Option<Text>,
    /// The article behind it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<schema::LegalSourceShape>")]
    pub basis: Option<LegalSource>,
}

/// The two limits of a matter, counted from acceptance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// What the law allows; absent where the law says nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statutory: Option<Statutory>,
    /// What the department promises.
    #[schemars(with = "schema::LimitShape")]
    pub promised: Limit,
}

/// A limit that a law sets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Statutory {
    /// How many.
    pub n: u32,
    /// Of what.
    #[schemars(with = "schema::UnitShape")]
    pub unit: Unit,
    /// The article behind it.
    #[schemars(with = "schema::LegalSourceShape")]
    pub source: LegalSource,
}

impl Statutory {
    /// The limit without its source.
    #[must_use]
    pub fn limit(&self) -> Limit {
        Limit { n: self.n, unit: self.unit }
    }
}

/// How one objects to a decision, and within which time from learning of it. Where to is said by
/// the department that decides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Remedies {
    /// Administrative review (行政复议).
    pub review: Statutory,
    /// Suit (行政诉讼).
    pub court: Statutory,
}
