//! What the registers of the demo county hold about its simulated people.

use std::collections::HashMap;

use basis::Date;
use exchange::Fields;
use policy::DisabilityKind;
use policy::Relation;
use serde_json::{Map, Value, json};

use super::people::{Known, address};

/// Households: who is the head, and how many there are.
pub struct Homes<'a> {
    heads: HashMap<u32, &'a str>,
    sizes: HashMap<u32, i64>,
}

impl<'a> Homes<'a> {
    /// The households of the people.
    pub fn of(people: &'a [Known]) -> Self {
        let mut homes = Self { heads: HashMap::new(), sizes: HashMap::new() };
        for one in people {
            *homes.sizes.entry(one.row.household).or_default() += 1;
            let head = homes.heads.entry(one.row.household).or_insert(&one.row.name);
            if one.row.relation == Relation::Head {
                *head = &one.row.name;
            }
        }
        homes
    }
}

/// The row of a person in a register; `None` where the register does not know them.
pub fn row(
    register: &str,
    one: &Known,
    homes: &Homes<'_>,
    village: &str,
    today: Date,
) -> Option<Fields> {
    let row = &one.row;
    let value = match register {
        "population" => json!({
            "name": row.name, "identity_number": row.identity_number, "sex": row.sex.name().zh,
            "birth": row.birth, "death": null, "household_division": row.village,
            "household_head": homes.heads.get(&row.household), "residence_division": row.village,
            "address": address(row, village),
        }),
        "household" => json!({
            "household_number": format!("{:06}", row.household),
            "relation_to_head": row.relation.zh(), "members": homes.sizes.get(&row.household),
        }),
        "marriage" => json!({ "status": row.marital.zh() }),
        "civil-affairs" => json!({
            "subsistence": row.allowance, "destitute": false, "marginal": false,
            "elderly_allowance_from": null, "temporary_assistance_last": null,
        }),
        "social-security" => social_security(one, today)?,
        "medical" => json!({ "insured": true, "insured_place": row.township }),
        "tax" => json!({ "resident_medical_paid": false }),
        "disability" => {
            let disability = row.disability?;
            json!({ "category": category(disability.kind), "grade": disability.grade, "state": "有效" })
        }
        _ => return None,
    };
    match value {
        Value::Object(fields) => Some(fields),
        _ => None,
    }
}

fn social_security(one: &Known, today: Date) -> Option<Value> {
    let card = one.row.bank_card.as_ref()?;
    let age = i32::from(today.year()) - i32::from(one.row.birth.year());
    Some(json!({
        "bank_account": card, "card_number": card, "card_state": "正常",
        "pension_receiving": age > 60, "employed": false, "contract_ended": null,
    }))
}

fn category(kind: DisabilityKind) -> &'static str {
    match kind {
        DisabilityKind::Sight => "视力",
        DisabilityKind::Hearing => "听力",
        DisabilityKind::Speech => "言语",
        DisabilityKind::Body => "肢体",
        DisabilityKind::Intellect => "智力",
        DisabilityKind::Mind => "精神",
        DisabilityKind::Multiple => "多重",
    }
}

/// What only the persons of the walkthroughs have: a newborn, a small eatery.
pub fn special(register: &str, who: &str, one: &Known, today: Date) -> Option<Fields> {
    let days = |n: i64| today.saturating_add(jiff::Span::new().days(n));
    let value = match (who, register) {
        ("parent", "health") => json!({
            "child_birth": days(-20), "child_sex": "女", "birth_place": "龙游县人民医院（演示）",
            "birth_registration_number": null,
        }),
        ("parent", "marriage") => json!({
            "status": "有配偶", "married_on": days(-900), "certificate_number": "J330825-0000-000001",
        }),
        ("eatery", "market") => json!({
            "licence_number": "92330825DEM000903G", "name": "龙游演示小吃店", "kind": "个体工商户", "operator": one.row.name,
            "division": one.row.village, "premises": "演示路 1 号", "scope": "餐饮服务",
            "state": "存续", "established": days(-60), "food_ban_until": null,
        }),
        ("eatery", "health") => json!({ "health_certificate_until": days(300) }),
        _ => return None,
    };
    value.as_object().cloned().map(Map::from_iter)
}

/// The registers that the demo county fills for everybody.
pub const REGISTERS: [&str; 8] = [
    "population",
    "household",
    "marriage",
    "civil-affairs",
    "social-security",
    "medical",
    "disability",
    "tax",
];
