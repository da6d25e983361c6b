//! A row of the implementation list, and how a matter becomes one.

use basis::Date;
use basis::clock::Limit;

use crate::catalogue::Catalogue;
use crate::model::{CaseKind, Channel, Fee, Kind, Level, Matter, Object, OutcomeKind, Pin, Source};

/// A matter as the list knows it. What people write freely is text; what is counted is typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListRow {
    /// Id of the matter.
    pub matter: String,
    /// Official name.
    pub name: String,
    /// Kind.
    pub kind: Kind,
    /// Version.
    pub version: u32,
    /// Division's code.
    pub division: String,
    /// Level.
    pub level: Level,
    /// Basic code.
    pub basic: String,
    /// Implementation code; may be empty.
    pub implementation: String,
    /// Business item codes.
    pub business: Vec<String>,
    /// Name of the department.
    pub body: String,
    /// Its credit code; may be empty.
    pub body_code: String,
    /// Legal basis.
    pub basis: Vec<String>,
    /// Who may apply.
    pub objects: Vec<Object>,
    /// Case kind.
    pub case_kind: CaseKind,
    /// Statutory limit.
    pub statutory: Option<Limit>,
    /// Its source; may be empty.
    pub statutory_source: String,
    /// Promised limit.
    pub promised: Limit,
    /// Special procedures.
    pub special: Vec<String>,
    /// Conditions of acceptance.
    pub conditions: Vec<String>,
    /// Materials.
    pub materials: Vec<String>,
    /// The flow.
    pub flow: String,
    /// The fee in fen; none where a rule works it out.
    pub fee_fen: Option<i64>,
    /// Basis or rule of the fee; may be empty.
    pub fee_basis: String,
    /// Visits.
    pub visits: u32,
    /// Ways to apply.
    pub channels: Vec<Channel>,
    /// Quantity limit.
    pub quantity: Option<u32>,
    /// Name of the result.
    pub result: String,
    /// Kind of the result.
    pub result_kind: Option<OutcomeKind>,
    /// Parts of a joint matter.
    pub parts: Vec<String>,
    /// Life events.
    pub life_events: Vec<String>,
    /// First day.
    pub from: Date,
    /// Last day.
    pub until: Option<Date>,
}

impl ListRow {
    /// Which matter and version this is.
    #[must_use]
    pub fn pin(&self) -> Pin {
        Pin { division: self.division.clone(), matter: self.matter.clone(), version: self.version }
    }
}

/// The row of a matter.
pub(super) fn row(catalogue: &Catalogue, matter: &Matter) -> ListRow {
    let department = catalogue.department(&matter.department);
    let (fee_fen, fee_basis) = fee(&matter.fee);
    let outcome = &matter.outcome;
    let certificate = outcome.certificate.as_ref();
    let words = outcome.text.as_ref().map(|text| text.zh.clone());
    ListRow {
        matter: matter.id.clone(),
        name: matter.name.zh.clone(),
        kind: matter.kind,
        version: matter.version,
        division: matter.division.clone().unwrap_or_default(),
        level: matter.level,
        basic: matter.codes.basic.clone(),
        implementation: matter.codes.implementation.clone().unwrap_or_default(),
        business: matter.codes.business.clone(),
        body: department.map_or_else(|| matter.department.clone(), |one| one.name.zh.clone()),
        body_code: department.and_then(|one| one.credit_code.clone()).unwrap_or_default(),
        basis: matter.basis.iter().map(ToString::to_string).collect(),
        objects: matter.objects.clone(),
        case_kind: matter.case_kind,
        statutory: matter.limits.statutory.as_ref().map(crate::model::Statutory::limit),
        statutory_source: matter
            .limits
            .statutory
            .as_ref()
            .map(|limit| limit.source.to_string())
            .unwrap_or_default(),
        promised: matter.limits.promised,
        special: matter.process.special.iter().map(|one| one.name.zh.clone()).collect(),
        conditions: matter.conditions.iter().map(|one| one.text.zh.clone()).collect(),
        materials: matter.materials.iter().map(material).collect(),
        flow: flow(matter),
        fee_fen,
        fee_basis,
        visits: matter.visits,
        channels: matter.channels.clone(),
        quantity: matter.quantity_limit,
        result: certificate.map(|one| one.name.zh.clone()).or(words).unwrap_or_default(),
        result_kind: certificate.map(|one| one.kind),
        parts: matter.parts.iter().map(|part| part.matter.clone()).collect(),
        life_events: matter.life_events.clone(),
        from: matter.effective.from,
        until: matter.effective.until,
    }
}

fn fee(fee: &Fee) -> (Option<i64>, String) {
    match fee {
        Fee::Fixed { fen, basis } => {
            (Some(fen.get()), basis.as_ref().map(ToString::to_string).unwrap_or_default())
        }
        Fee::Rule { rule, basis } => (None, format!("{rule}（{basis}）")),
    }
}

/// Name, how it is shown, whether it is needed, and where it comes from.
fn material(material: &crate::model::Material) -> String {
    let from = match &material.from {
        Source::Register { .. } => "数据共享",
        Source::Certificate { .. } => "电子证照",
        Source::Form { .. } => "申请人填写",
        Source::Commitment { .. } => "申请人承诺",
        Source::Upload { .. } => "申请人自备",
    };
    format!("{}（{}，{}，{from}）", material.name.zh, material.copy, material.need)
}

fn flow(matter: &Matter) -> String {
    let stages = matter.process.stages.iter().map(|stage| stage.name.zh.as_str());
    let steps: Vec<&str> = std::iter::once("受理").chain(stages).chain(["决定", "送达"]).collect();
    steps.join("→")
}
