//! What the census table does not tell, as numbers that can be changed, each with where it comes from.

use basis::Chance;
use serde::{Deserialize, Serialize};

/// Assumptions of the simulation. None of these is in the county's table; a figure without a source
/// is a guess that keeps the demo plausible, and must not be quoted as a finding about the county.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assumptions {
    /// Of a thousand homes with one elder, those where the elder lives alone. The table only counts
    /// homes with one elder; nationally 37.29 million elders of 65 and more lived alone in 2020.
    pub alone_among_one_elder_homes: u32,
    /// Of a thousand homes of two generations, those of one elder with grown children. A guess.
    pub two_generations_with_one_elder: u32,
    /// The same with two elders. A guess.
    pub two_generations_with_two_elders: u32,
    /// Of a thousand homes of three generations, those with one elder. A guess.
    pub three_generations_with_one_elder: u32,
    /// The same with two elders. A guess.
    pub three_generations_with_two_elders: u32,
    /// Weights of two-generation homes of 2, 3, 4, 5 people before they are fitted to the total. A guess.
    pub two_generation_sizes: [u32; 4],
    /// Weights of three-generation homes of 4, 5, 6 people. A guess.
    pub three_generation_sizes: [u32; 3],
    /// How many times the people of a village a residents' committee (社区) of a town has. The table
    /// has no townships and the division list no populations. A guess.
    pub community_weight: u32,
    /// Of a thousand people under 60, those with a disability certificate. Nationally, about 27 of a
    /// thousand people of all ages hold one; how they split by age is a guess.
    pub disability_under_60: u32,
    /// The same from 60 on.
    pub disability_from_60: u32,
    /// Weights of the grades one to four among them. A guess, about 30 % grades one and two.
    pub disability_grades: [u32; 4],
    /// Of a thousand urban homes, those that live on minimum allowance (低保). A guess.
    pub allowance_urban: u32,
    /// The same in the countryside. A guess.
    pub allowance_rural: u32,
    /// Of a thousand people of 80 and more, those who have no telephone. A guess.
    pub no_phone_from_80: u32,
    /// Of a thousand people, those whose given name is a rare character (missing from common
    /// fonts): more than in life, so that pages and documents meet them.
    pub rare_names: u32,
}

impl Default for Assumptions {
    fn default() -> Self {
        Self {
            alone_among_one_elder_homes: 370,
            two_generations_with_one_elder: 180,
            two_generations_with_two_elders: 40,
            three_generations_with_one_elder: 350,
            three_generations_with_two_elders: 150,
            two_generation_sizes: [25, 50, 22, 3],
            three_generation_sizes: [45, 40, 15],
            community_weight: 5,
            disability_under_60: 18,
            disability_from_60: 51,
            disability_grades: [12, 19, 31, 38],
            allowance_urban: 9,
            allowance_rural: 22,
            no_phone_from_80: 250,
            rare_names: 3,
        }
    }
}

/// A disability certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disability {
    /// The kind.
    pub kind: DisabilityKind,
    /// The grade from 1 (heaviest) to 4.
    pub grade: u8,
}

/// The kinds of disability of GB/T 26341.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DisabilityKind {
    /// 视力
    Sight,
    /// 听力
    Hearing,
    /// 言语
    Speech,
    /// 肢体
    Body,
    /// 智力
    Intellect,
    /// 精神
    Mind,
    /// 多重
    Multiple,
}

/// The kinds with their weights: the estimate of the China Disabled Persons' Federation for the end
/// of 2010, in ten thousands.
const KINDS: [(DisabilityKind, u32); 7] = [
    (DisabilityKind::Sight, 1263),
    (DisabilityKind::Hearing, 2054),
    (DisabilityKind::Speech, 130),
    (DisabilityKind::Body, 2472),
    (DisabilityKind::Intellect, 568),
    (DisabilityKind::Mind, 629),
    (DisabilityKind::Multiple, 1386),
];

impl Assumptions {
    /// Whether somebody of that age holds a disability certificate, and which.
    pub(crate) fn disability(&self, age: u8, chance: &mut Chance) -> Option<Disability> {
        let rate = if age < 60 { self.disability_under_60 } else { self.disability_from_60 };
        let (kind, grade) = (
            KINDS[chance.weighted(&KINDS.map(|(_, weight)| weight))].0,
            chance.weighted(&self.disability_grades),
        );
        chance
            .per_mille(rate)
            .then(|| Disability { kind, grade: u8::try_from(grade + 1).unwrap_or(4) })
    }

    /// Whether a home lives on minimum allowance.
    pub(crate) fn allowance(&self, urban: bool, chance: &mut Chance) -> bool {
        chance.per_mille(if urban { self.allowance_urban } else { self.allowance_rural })
    }

    /// Whether somebody of that age has a telephone: from 14 on, most of the very old too.
    pub(crate) fn has_phone(&self, age: u8, chance: &mut Chance) -> bool {
        let without = chance.per_mille(self.no_phone_from_80);
        age >= 14 && !(age >= 80 && without)
    }
}
