//! The catalogue for others: CPSV-AP 3.2 as JSON-LD.
//!
//! Names and cardinalities follow the SHACL shapes of release 3.2.0 (SEMICeu/CPSV-AP). Codes of
//! GB/T 39554 are kept as identifiers. Prefixes stand in the file itself, so that it can be read
//! without the network.

mod parts;

use basis::{Date, Text};
use serde_json::{Value, json};

use crate::catalogue::Catalogue;
use crate::model::Matter;
use parts::{channels, cost, department, event, evidence, output, requirements, rule};

/// The catalogue that a division offers on a day, as CPSV-AP 3.2 JSON-LD. `base` begins every
/// identifier, such as `https://example.org/`.
#[must_use]
pub fn cpsv_ap(catalogue: &Catalogue, division: &str, on: Date, base: &str) -> Value {
    let base = &format!("{}/", base.trim_end_matches('/'));
    let graph = Graph { catalogue, base, division };
    let offered = catalogue.offered(division, on);
    let mut nodes: Vec<Value> = Vec::new();
    for matter in &offered {
        nodes.push(graph.service(matter, on));
        nodes.extend(requirements(&graph, matter));
        nodes.extend(evidence(&graph, matter));
        nodes.extend(channels(&graph, matter));
        nodes.extend([cost(&graph, matter), rule(&graph, matter), output(&graph, matter)]);
    }
    nodes.extend(catalogue.departments.values().map(|one| department(&graph, one)));
    nodes.extend(catalogue.life_events.values().map(|one| event(&graph, one, &offered)));
    json!({ "@context": context(), "@graph": nodes })
}

/// What the parts of the graph share.
pub(crate) struct Graph<'a> {
    /// Everything that matters refer to.
    pub catalogue: &'a Catalogue,
    /// The beginning of every identifier.
    pub base: &'a str,
    /// The division whose offer this is.
    pub division: &'a str,
}

impl Graph<'_> {
    /// An identifier made of a kind and its own parts.
    pub fn id(&self, kind: &str, own: &str) -> String {
        format!("{}{kind}/{}", self.base, escape(own))
    }

    /// A reference to it.
    pub fn to(&self, kind: &str, own: &str) -> Value {
        json!({ "@id": self.id(kind, own) })
    }

    fn service(&self, matter: &Matter, on: Date) -> Value {
        let pin = matter.pin().to_string();
        let requirements = matter
            .conditions
            .iter()
            .map(|one| self.to("requirement", &format!("{pin}/{}", one.id)));
        let inputs =
            matter.materials.iter().map(|one| self.to("evidence", &format!("{pin}/{}", one.id)));
        let channels =
            matter.channels.iter().map(|one| self.to("channel", &format!("{pin}/{one}")));
        let events = matter.life_events.iter().map(|one| self.to("event", one));
        let parts = matter.parts.iter().filter_map(|part| {
            let part = self.catalogue.matter(self.division, &part.matter, on)?;
            Some(self.to("service", &part.pin().to_string()))
        });
        let laws = matter.basis.iter().map(|law| {
            json!({
                "@type": "eli:LegalResource",
                "@id": self.id("law", &law.law),
                "dct:title": {"@value": law.to_string(), "@language": "zh"},
            })
        });
        let mut node = json!({
            "@id": self.id("service", &pin),
            "@type": "cpsv:PublicService",
            "dct:identifier": identifiers(matter),
            "dct:title": text(&matter.name),
            "dct:description": text(&matter.summary),
            "dct:language": [{"@id": "http://publications.europa.eu/resource/authority/language/ZHO"}],
            "dct:type": {"@type": "skos:Concept", "skos:prefLabel": text(&matter.kind.name())},
            "dct:audience": matter.objects.iter().map(|one| json!({"@type": "skos:Concept", "skos:prefLabel": text(&one.name())})).collect::<Vec<_>>(),
            "dct:spatial": {"@id": self.id("division", matter.division.as_deref().unwrap_or("00"))},
            "dcat:keyword": matter.also.iter().map(|one| json!({"@value": one, "@language": "zh"})).collect::<Vec<_>>(),
            "cv:hasCompetentAuthority": self.to("organisation", &matter.department),
            "cv:holdsRequirement": requirements.collect::<Vec<_>>(),
            "cpsv:hasInput": inputs.collect::<Vec<_>>(),
            "cpsv:produces": self.to("output", &pin),
            "cpsv:follows": self.to("rule", &pin),
            "cv:hasChannel": channels.collect::<Vec<_>>(),
            "cv:hasCost": self.to("cost", &pin),
            "cv:isGroupedBy": events.collect::<Vec<_>>(),
            "cv:hasLegalResource": laws.collect::<Vec<_>>(),
            "cv:processingTime": {"@type": "xsd:duration", "@value": parts::duration(matter.limits.promised)},
            "schema:version": matter.version,
        });
        let parts: Vec<Value> = parts.collect();
        if !parts.is_empty() {
            node["dct:requires"] = Value::Array(parts);
        }
        node
    }
}

/// The identifier of a service is its implementation code, or else its pin; all codes are kept.
fn identifiers(matter: &Matter) -> Value {
    let code = matter.codes.implementation.clone().unwrap_or_else(|| matter.pin().to_string());
    Value::String(code)
}

/// Words with their languages.
pub(crate) fn text(text: &Text) -> Value {
    let mut values = vec![json!({"@value": text.zh, "@language": "zh"})];
    if !text.en.is_empty() {
        values.push(json!({"@value": text.en, "@language": "en"}));
    }
    Value::Array(values)
}

/// Characters that a path of a URL may have stay; the others are written in percent.
fn escape(own: &str) -> String {
    let keep = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~/@".contains(&byte);
    own.bytes()
        .map(|byte| if keep(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

fn context() -> Value {
    json!({
        "cpsv": "http://purl.org/vocab/cpsv#",
        "cv": "http://data.europa.eu/m8g/",
        "dcat": "http://www.w3.org/ns/dcat#",
        "dct": "http://purl.org/dc/terms/",
        "eli": "http://data.europa.eu/eli/ontology#",
        "schema": "https://schema.org/",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    })
}
