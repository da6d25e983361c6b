//! From what was loaded to the catalogue that others use.

use std::collections::BTreeMap;
use std::sync::Arc;

use rules::Compiled;

use super::ParameterSets;
use crate::catalogue::Catalogue;
use crate::load::{Loaded, Referenced};
use crate::model::{CertificateType, Matter};

/// Puts matters, their compiled rules and the references together.
pub(super) fn gather(loaded: Loaded, compiled: Vec<Option<Arc<Compiled>>>) -> Catalogue {
    let references = loaded.references;
    let mut catalogue = Catalogue {
        rule_parameters: ParameterSets::new(&references),
        words: references.words,
        popular: references.popular.into_iter().map(|one| one.value.matter).collect(),
        departments: plain(references.departments),
        registers: plain(references.registers),
        parameters: plain(references.parameters),
        life_events: plain(references.life_events),
        certificate_types: plain(references.certificate_types),
        service_points: plain(references.service_points),
        ..Catalogue::default()
    };
    for (file, compiled) in loaded.matters.into_iter().zip(compiled) {
        let Some(matter) = file.matter else { continue };
        if let Some(kind) = certificate_type(&matter) {
            catalogue.certificate_types.entry(kind.id.clone()).or_insert(kind);
        }
        if let Some(compiled) = compiled {
            catalogue.compiled.insert(matter.pin(), compiled);
        }
        catalogue.matters.insert(matter.pin(), matter);
    }
    catalogue
}

fn plain<K: Ord, T>(entries: BTreeMap<K, Referenced<T>>) -> BTreeMap<K, T> {
    entries.into_iter().map(|(id, entry)| (id, entry.value)).collect()
}

fn certificate_type(matter: &Arc<Matter>) -> Option<CertificateType> {
    let outcome = matter.outcome.certificate.as_ref()?;
    Some(CertificateType {
        id: outcome.kind_id.clone(),
        name: outcome.name.clone(),
        kind: outcome.kind,
        department: Some(matter.department.clone()),
        code: None,
        fields: outcome.fields.clone(),
    })
}
