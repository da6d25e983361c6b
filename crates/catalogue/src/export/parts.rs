//! The parts of a service in CPSV-AP: requirements, evidence, channels, cost, rule, output.

use std::sync::Arc;

use basis::Text;
use basis::clock::{Limit, Unit};
use serde_json::{Value, json};

use super::{Graph, text};
use crate::model::{Department, Fee, LifeEvent, Matter, Source};

/// A limit as an ISO 8601 duration. Durations know no working days: five of them are a week.
pub(super) fn duration(limit: Limit) -> String {
    match limit.unit {
        _ if limit.n == 0 => "PT0H".to_owned(),
        Unit::Hour => format!("PT{}H", limit.n),
        Unit::NaturalDay => format!("P{}D", limit.n),
        Unit::WorkingDay => format!("P{}D", limit.n.saturating_mul(7).div_ceil(5)),
        Unit::Month => format!("P{}M", limit.n),
    }
}

pub(super) fn requirements(graph: &Graph<'_>, matter: &Matter) -> Vec<Value> {
    let pin = matter.pin();
    let one = |condition: &crate::model::Condition| {
        let own = format!("{pin}/{}", condition.id);
        json!({
            "@id": graph.id("requirement", &own),
            "@type": "cv:Requirement",
            "dct:identifier": own,
            "dct:title": text(&condition.text),
        })
    };
    matter.conditions.iter().map(one).collect()
}

pub(super) fn evidence(graph: &Graph<'_>, matter: &Matter) -> Vec<Value> {
    let pin = matter.pin();
    let one = |material: &crate::model::Material| {
        let own = format!("{pin}/{}", material.id);
        let from = match &material.from {
            Source::Register { register, .. } => format!("数据共享：{register}"),
            Source::Certificate { certificate } => format!("电子证照：{certificate}"),
            Source::Form { .. } => "申请表".to_owned(),
            Source::Commitment { .. } => "书面承诺".to_owned(),
            Source::Upload { .. } => "申请人提供".to_owned(),
        };
        json!({
            "@id": graph.id("evidence", &own),
            "@type": "cv:Evidence",
            "dct:identifier": own,
            "dct:title": text(&material.name),
            "dct:description": {"@value": format!("{from}；{}；{}", material.copy, material.need), "@language": "zh"},
        })
    };
    matter.materials.iter().map(one).collect()
}

pub(super) fn channels(graph: &Graph<'_>, matter: &Matter) -> Vec<Value> {
    let pin = matter.pin();
    let one = |channel: &crate::model::Channel| {
        let own = format!("{pin}/{channel}");
        json!({
            "@id": graph.id("channel", &own),
            "@type": "cv:Channel",
            "dct:identifier": own,
            "dct:type": {"@type": "skos:Concept", "skos:prefLabel": text(&channel.name())},
            "cv:processingTime": {"@type": "xsd:duration", "@value": duration(matter.limits.promised)},
        })
    };
    matter.channels.iter().map(one).collect()
}

pub(super) fn cost(graph: &Graph<'_>, matter: &Matter) -> Value {
    let own = matter.pin().to_string();
    let mut node = json!({
        "@id": graph.id("cost", &own),
        "@type": "cv:Cost",
        "dct:identifier": own,
        "cv:currency": {"@id": "http://publications.europa.eu/resource/authority/currency/CNY"},
    });
    match &matter.fee {
        Fee::Fixed { fen, .. } => {
            node["cv:hasValue"] = json!({"@type": "xsd:double", "@value": fen.to_string()});
        }
        Fee::Rule { rule, basis } => {
            let words = format!("按规则计算：{rule}（{basis}）");
            node["dct:description"] = json!({"@value": words, "@language": "zh"});
        }
    }
    node
}

pub(super) fn rule(graph: &Graph<'_>, matter: &Matter) -> Value {
    let own = matter.pin().to_string();
    let process = &matter.process;
    let steps: Vec<&str> = std::iter::once("受理")
        .chain(process.stages.iter().map(|stage| stage.name.zh.as_str()))
        .chain(["决定", "送达"])
        .collect();
    json!({
        "@id": graph.id("rule", &own),
        "@type": "cpsv:Rule",
        "dct:identifier": own,
        "dct:title": text(&Text::new("办理流程", "How it is handled")),
        "dct:description": {"@value": steps.join(" → "), "@language": "zh"},
    })
}

pub(super) fn output(graph: &Graph<'_>, matter: &Matter) -> Value {
    let own = matter.pin().to_string();
    let outcome = &matter.outcome;
    let name = match (&outcome.certificate, &outcome.text) {
        (Some(certificate), _) => certificate.name.clone(),
        (None, Some(words)) => words.clone(),
        (None, None) => Text::new("办理结果", "Outcome"),
    };
    json!({
        "@id": graph.id("output", &own),
        "@type": "cv:Output",
        "dct:identifier": own,
        "dct:title": text(&name),
    })
}

pub(super) fn department(graph: &Graph<'_>, department: &Department) -> Value {
    let division = department.division.as_deref().unwrap_or(graph.division);
    let mut node = json!({
        "@id": graph.id("organisation", &department.id),
        "@type": "cv:PublicOrganisation",
        "dct:title": text(&department.name),
        "skos:prefLabel": text(&department.name),
        "dct:spatial": {"@id": graph.id("division", division)},
        "dct:identifier": department.id,
    });
    if let Some(code) = &department.credit_code {
        node["dct:identifier"] = json!(code);
    }
    node
}

pub(super) fn event(graph: &Graph<'_>, event: &LifeEvent, offered: &[&Arc<Matter>]) -> Value {
    let services = offered
        .iter()
        .filter(|matter| matter.life_events.contains(&event.id))
        .map(|matter| graph.to("service", &matter.pin().to_string()));
    json!({
        "@id": graph.id("event", &event.id),
        "@type": "cv:LifeEvent",
        "dct:identifier": event.id,
        "dct:title": text(&event.name),
        "cv:hasRelatedService": services.collect::<Vec<_>>(),
    })
}
