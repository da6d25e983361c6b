//! What is filled in beforehand has the type of the question.

use basis::Text;

use crate::check::about::{About, steps};
use crate::codes::PREFILL_TYPE;
use crate::finding::Report;
use crate::load::MatterFile;
use crate::model::{Field, FieldKind, PersonField, Prefill};

/// Notes a question that is filled in with data of another type. What is not declared at all is
/// noted by whoever looks up the names.
pub(super) fn check(
    file: &MatterFile,
    at: usize,
    field: &Field,
    about: &About<'_>,
    report: &mut Report,
) {
    let Some(given) = field.prefill.as_ref().and_then(|prefill| kind(prefill, about)) else {
        return;
    };
    if fits(given, field.kind) {
        return;
    }
    let (asked, given) = (field.kind.name(), given.name());
    let what = Text::new(
        format!("问的是“{}”，预填的却是“{}”", asked.zh, given.zh),
        format!("the question asks for “{}”, but is filled in with “{}”", asked.en, given.en),
    );
    let mend =
        Text::new("换一个同类型的数据，或不预填", "take data of the same type, or fill nothing in");
    report.add(PREFILL_TYPE, file.place(steps!["form", at, "prefill"]), what, mend);
}

/// The type of what is filled in; none where it is not declared.
fn kind(prefill: &Prefill, about: &About<'_>) -> Option<FieldKind> {
    match prefill {
        Prefill::Register { register, field } => {
            let register = about.references.registers.get(register)?;
            register.value.field(field).map(|field| field.kind)
        }
        Prefill::Person { person } => Some(match person {
            PersonField::Name => FieldKind::Name,
            PersonField::Identity => FieldKind::Identity,
            PersonField::Phone => FieldKind::Phone,
            PersonField::Birth => FieldKind::Date,
            PersonField::Address => FieldKind::Address,
            PersonField::Division => FieldKind::Division,
        }),
    }
}

/// Whether an answer of the second type can be what was given as the first.
fn fits(given: FieldKind, asked: FieldKind) -> bool {
    use FieldKind::{Address, Choice, Code, Identity, LongText, Name, Phone, Text};
    let words = [Text, LongText, Name, Address, Phone, Identity];
    given == asked
        || match asked {
            Text | LongText => words.contains(&given) || given == Code,
            // A register of plain text may hold any of these; whether it does is seen when it is filled in.
            Name | Address | Phone | Identity => given == Text,
            Choice | Code => [Text, Code, Choice].contains(&given),
            _ => false,
        }
}
