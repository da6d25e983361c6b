//! Codes of GB/T 39554: form, check character, and agreement with department, level and kind.

use basis::codes::{BasicCode, BusinessItemCode, ImplementationCode};
use basis::{Refusal, Text};

use super::about::{About, steps};
use crate::codes::{BASIC_CODE, BUSINESS_CODE, CODE_KIND, Code, IMPLEMENTATION_CODE};
use crate::finding::Report;
use crate::load::MatterFile;
use crate::model::Matter;

/// Notes everything that is wrong with the codes of a matter.
pub(super) fn check(file: &MatterFile, matter: &Matter, about: &About<'_>, report: &mut Report) {
    basic(file, matter, report);
    if let Some(code) = &matter.codes.implementation {
        let place = file.place(steps!["codes", "implementation"]);
        match ImplementationCode::parse(code) {
            Err(refusal) => report.add(IMPLEMENTATION_CODE, place, said(code), mend(&refusal)),
            Ok(parsed) => {
                for (what, mend) in disagreements(&parsed, matter, about) {
                    report.add(IMPLEMENTATION_CODE, place, what, mend);
                }
            }
        }
    }
    for (at, code) in matter.codes.business.iter().enumerate() {
        let place = file.place(steps!["codes", "business", at]);
        match BusinessItemCode::parse(code) {
            Err(refusal) => report.add(BUSINESS_CODE, place, said(code), mend(&refusal)),
            Ok(item) => {
                let own = matter.codes.implementation.as_deref();
                if own.is_some_and(|own| own != item.implementation().as_str()) {
                    let mend = Text::new(
                        "前 31 位应与 codes.implementation 相同",
                        "its first 31 characters are those of codes.implementation",
                    );
                    report.add(BUSINESS_CODE, place, said(code), mend);
                }
            }
        }
    }
}

fn basic(file: &MatterFile, matter: &Matter, report: &mut Report) {
    let code = &matter.codes.basic;
    match BasicCode::parse(code) {
        Err(refusal) => {
            report.add(
                BASIC_CODE,
                file.place(steps!["codes", "basic"]),
                said(code),
                mend(&refusal),
            );
        }
        Ok(parsed) => {
            let expected = matter.kind.code_digits();
            if let Some(expected) = expected.filter(|digits| *digits != parsed.kind()) {
                let what = Text::new(
                    format!("事项类型是{}，基本编码里的类型却是 {}", matter.kind, parsed.kind()),
                    format!(
                        "the kind is {}, but the basic code says {}",
                        matter.kind,
                        parsed.kind()
                    ),
                );
                let mend = Text::new(
                    format!("核对类型；{}的类型码是 {expected}", matter.kind),
                    format!("check the kind; the code of {} is {expected}", matter.kind),
                );
                report.add(CODE_KIND, file.place(steps!["kind"]), what, mend);
            }
        }
    }
}

/// Where the parts of an implementation code do not agree with the matter.
fn disagreements(
    code: &ImplementationCode,
    matter: &Matter,
    about: &About<'_>,
) -> Vec<(Text, Text)> {
    let mut found = Vec::new();
    let mut differ = |zh: &str, en: &str, has: &str, should: &str| {
        found.push((
            Text::new(
                format!("实施编码里的{zh}是 {has}，应是 {should}"),
                format!("the {en} in the implementation code is {has}, not {should}"),
            ),
            Text::new(format!("把这一段改成 {should}"), format!("write {should} in its place")),
        ));
    };
    let body = about.department(&matter.department).and_then(|one| one.credit_code.as_deref());
    if let Some(body) = body.filter(|body| *body != code.body()) {
        differ("实施主体信用代码", "credit code", code.body(), body);
    }
    let digit = code.level().digit();
    if digit != matter.level.digit() {
        differ("行使层级", "level digit", &digit.to_string(), &matter.level.digit().to_string());
    }
    let basic = code.basic();
    if basic.as_str() != matter.codes.basic {
        differ("基本编码", "basic code", basic.as_str(), &matter.codes.basic);
    }
    found
}

fn said(code: &str) -> Text {
    Text::new(format!("编码“{code}”不对"), format!("the code “{code}” is wrong"))
}

fn mend(refusal: &Refusal) -> Text {
    refusal.text.clone()
}

/// Notes a department whose credit code is wrong.
pub(super) fn credit_code(code: &str, place: crate::yaml::Place, report: &mut Report, with: Code) {
    if let Err(refusal) = basis::codes::CreditCode::parse(code) {
        report.add(with, place, said(code), mend(&refusal));
    }
}
