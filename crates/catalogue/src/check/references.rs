//! What a matter names must exist: departments, life events, registers and their fields,
//! certificates, form fields.

mod prefill;

use std::collections::HashSet;

use basis::Text;

use super::about::{About, steps, suggest};
use super::process::note_twice;
use crate::codes::{
    CERTIFICATE_FIELD, CREDIT_CODE, Code, FORM_FIELD, MATERIAL_WITHOUT_SOURCE, MISNAMED_FILE,
    STRANGE_FILE, UNKNOWN_CERTIFICATE, UNKNOWN_DEPARTMENT, UNKNOWN_FORM_FIELD, UNKNOWN_LIFE_EVENT,
    UNKNOWN_REGISTER, UNKNOWN_REGISTER_FIELD,
};
use crate::finding::Report;
use crate::load::MatterFile;
use crate::model::{Fact, Field, FieldKind, Matter, Prefill, Source};
use crate::yaml::{Place, Step};

/// Notes every name in a matter that does not exist.
pub(super) fn check(file: &MatterFile, matter: &Matter, about: &About<'_>, report: &mut Report) {
    let mut names = Names { file, about, report };
    names.departments(matter);
    for (at, event) in matter.life_events.iter().enumerate() {
        if !about.references.life_events.contains_key(event) {
            let known = about.references.life_events.keys().map(String::as_str);
            names.unknown(UNKNOWN_LIFE_EVENT, steps!["life_events", at], event, known);
        }
    }
    for (name, fact) in &matter.facts {
        match fact {
            Fact::Register { register, field } => {
                names.register(
                    &[Step::from("facts"), Step::from(name.as_str())],
                    register,
                    field,
                    "field",
                );
            }
            Fact::Form { form } if matter.field(form).is_none() => {
                let known = matter.form.iter().map(|field| field.id.as_str());
                names.unknown(
                    UNKNOWN_FORM_FIELD,
                    steps!["facts", name.as_str(), "form"],
                    form,
                    known,
                );
            }
            Fact::Form { .. } | Fact::Person { .. } => {}
        }
    }
    names.form(matter);
    names.materials(matter);
    names.conditions(matter);
    names.faq(matter);
    names.certificate(matter);
}

/// Notes what is wrong in the reference files themselves.
pub(super) fn check_registers(about: &About<'_>, report: &mut Report) {
    for entry in about.references.departments.values() {
        if let Some(code) = &entry.value.credit_code {
            let place = entry.node.place_of(steps!["credit_code"]);
            super::codes::credit_code(code, place, report, CREDIT_CODE);
        }
    }
    for entry in about.references.registers.values() {
        let department = &entry.value.department;
        if !about.is_department(department) {
            unknown_department(
                department,
                entry.node.place_of(steps!["department"]),
                about,
                report,
            );
        }
        let mut seen = HashSet::new();
        for (at, field) in entry.value.fields.iter().enumerate() {
            if !seen.insert(&field.id) {
                note_twice(&field.id, entry.node.place_of(steps!["fields", at, "id"]), report);
            }
        }
    }
    for (id, place) in &about.references.twice {
        note_twice(id, *place, report);
    }
    for (path, file) in &about.references.strangers {
        let place = Place { file: *file, line: 1, column: 1 };
        let what =
            Text::new(format!("不认识文件“{path}”"), format!("the file “{path}” is not known"));
        let mend = Text::new(
            "移到 national、province、city、county 或 parameters 下，或删去",
            "move it under national, province, city, county or parameters, or take it away",
        );
        report.add(STRANGE_FILE, place, what, mend);
    }
    for (path, file) in &about.references.misnamed {
        let place = Place { file: *file, line: 1, column: 1 };
        let what = Text::new(
            format!("“{path}”不以 .yaml 结尾，里面的内容不会生效"),
            format!("“{path}” does not end in .yaml: nothing in it has any effect"),
        );
        let mend = Text::new("把文件名改成以 .yaml 结尾", "let the file's name end in .yaml");
        report.add(MISNAMED_FILE, place, what, mend);
    }
}

fn unknown_department(id: &str, place: Place, about: &About<'_>, report: &mut Report) {
    let known = about.references.departments.keys().map(String::as_str);
    let mend =
        suggest(id, known, ("写 departments.yaml 里的编号", "use an id of departments.yaml"));
    let what = Text::new(format!("没有部门“{id}”"), format!("there is no department “{id}”"));
    report.add(UNKNOWN_DEPARTMENT, place, what, mend);
}

struct Names<'a> {
    file: &'a MatterFile,
    about: &'a About<'a>,
    report: &'a mut Report,
}

impl Names<'_> {
    fn unknown<'k>(
        &mut self,
        code: Code,
        at: &[Step<'_>],
        id: &str,
        known: impl IntoIterator<Item = &'k str>,
    ) {
        let what = Text::new(format!("没有“{id}”"), format!("there is no “{id}”"));
        let mend = suggest(id, known, ("先在目录里声明它", "declare it in the catalogue first"));
        self.report.add(code, self.file.place(at), what, mend);
    }

    fn department(&mut self, id: &str, at: &[Step<'_>]) {
        if !self.about.is_department(id) {
            unknown_department(id, self.file.place(at), self.about, self.report);
        }
    }

    fn departments(&mut self, matter: &Matter) {
        let process = &matter.process;
        self.department(&matter.department, steps!["department"]);
        self.department(&process.receive.department, steps!["process", "receive", "department"]);
        self.department(&process.decide.department, steps!["process", "decide", "department"]);
        for (at, stage) in process.stages.iter().enumerate() {
            for (task, one) in stage.tasks.iter().enumerate() {
                let steps = steps!["process", "stages", at, "tasks", task, "department"];
                self.department(&one.department, steps);
            }
        }
    }

    /// A register and one of its fields, where `under` holds the keys `register` and `key`.
    fn register(&mut self, under: &[Step<'_>], register: &str, field: &str, key: &str) {
        let Some(found) = self.about.references.registers.get(register) else {
            let known = self.about.references.registers.keys().map(String::as_str);
            let steps = [under, steps!["register"]].concat();
            self.unknown(UNKNOWN_REGISTER, &steps, register, known);
            return;
        };
        if found.value.field(field).is_none() {
            let known: Vec<&str> = found.value.fields.iter().map(|one| one.id.as_str()).collect();
            let steps = [under, &[Step::Key(key)]].concat();
            self.unknown(UNKNOWN_REGISTER_FIELD, &steps, field, known);
        }
    }

    fn form(&mut self, matter: &Matter) {
        let mut seen = HashSet::new();
        for (at, field) in matter.form.iter().enumerate() {
            if !seen.insert(&field.id) {
                note_twice(&field.id, self.file.place(steps!["form", at, "field"]), self.report);
            }
            if let Some(Prefill::Register { register, field }) = &field.prefill {
                self.register(steps!["form", at, "prefill"], register, field, "field");
            }
            prefill::check(self.file, at, field, self.about, self.report);
            if let Some((key, zh, en)) = ill_made(field) {
                let place = self.file.place(steps!["form", at, key]);
                let what = Text::new(
                    format!("字段“{}”：{zh}", field.id),
                    format!("the field “{}”: {en}", field.id),
                );
                let mend = Text::new("改正这个字段的定义", "mend the field's definition");
                self.report.add(FORM_FIELD, place, what, mend);
            }
        }
    }

    fn materials(&mut self, matter: &Matter) {
        let mut seen = HashSet::new();
        for (at, material) in matter.materials.iter().enumerate() {
            if !seen.insert(&material.id) {
                note_twice(
                    &material.id,
                    self.file.place(steps!["materials", at, "id"]),
                    self.report,
                );
            }
            self.source(steps!["materials", at, "from"], &material.from);
            if let Some(fallback) = &material.fallback {
                self.source(steps!["materials", at, "fallback"], fallback);
            }
        }
    }

    fn source(&mut self, under: &[Step<'_>], source: &Source) {
        match source {
            Source::Register { fields, .. } if fields.is_empty() => {
                let what = Text::new(
                    "没有说从库里取哪些字段",
                    "it does not say which fields of the register are taken",
                );
                let mend = Text::new("在 fields 里写上字段", "name the fields under fields");
                let place = self.file.place(&[under, steps!["fields"]].concat());
                self.report.add(MATERIAL_WITHOUT_SOURCE, place, what, mend);
            }
            Source::Register { register, fields } => {
                for (at, field) in fields.iter().enumerate() {
                    let place = [under, steps!["fields", at]].concat();
                    self.register_field(under, register, field, &place);
                }
            }
            Source::Certificate { certificate } => {
                if !self.about.certificates.contains(certificate.as_str()) {
                    let known: Vec<&str> = self.about.certificates.iter().copied().collect();
                    let steps = [under, steps!["certificate"]].concat();
                    self.unknown(UNKNOWN_CERTIFICATE, &steps, certificate, known);
                }
            }
            Source::Form { .. } | Source::Commitment { .. } | Source::Upload { .. } => {}
        }
    }

    fn register_field(&mut self, under: &[Step<'_>], register: &str, field: &str, at: &[Step<'_>]) {
        let known = self.about.references.registers.get(register);
        match known {
            Some(found) if found.value.field(field).is_none() => {
                let known: Vec<&str> =
                    found.value.fields.iter().map(|one| one.id.as_str()).collect();
                self.unknown(UNKNOWN_REGISTER_FIELD, at, field, known);
            }
            Some(_) => {}
            None => self.register(under, register, field, "fields"),
        }
    }

    /// What stands on the certificate is known: the holder, the amount, or an answer.
    fn certificate(&mut self, matter: &Matter) {
        let Some(certificate) = &matter.outcome.certificate else { return };
        let form = matter.form.iter().map(|field| field.id.as_str());
        let known: Vec<&str> = ["holder", "amount"].into_iter().chain(form).collect();
        let at: &[Step<'_>] = steps!["outcome", "certificate"];
        for (line, name) in certificate.fields.iter().enumerate() {
            if !known.contains(&name.as_str()) {
                let steps = [at, steps!["fields", line]].concat();
                self.unknown(CERTIFICATE_FIELD, &steps, name, known.iter().copied());
            }
        }
        let lines = || certificate.fields.iter().map(String::as_str);
        for name in certificate.labels.keys() {
            if !lines().any(|line| line == name) {
                let steps = [at, steps!["labels", name.as_str()]].concat();
                self.unknown(CERTIFICATE_FIELD, &steps, name, lines());
            }
        }
    }

    fn faq(&mut self, matter: &Matter) {
        let mut seen = HashSet::new();
        for (at, one) in matter.faq.iter().enumerate() {
            if !seen.insert(&one.id) {
                note_twice(&one.id, self.file.place(steps!["faq", at, "id"]), self.report);
            }
        }
    }

    fn conditions(&mut self, matter: &Matter) {
        let mut seen = HashSet::new();
        for (at, condition) in matter.conditions.iter().enumerate() {
            if !seen.insert(&condition.id) {
                note_twice(
                    &condition.id,
                    self.file.place(steps!["conditions", at, "id"]),
                    self.report,
                );
            }
        }
    }
}

/// What is wrong with a field's options or bounds: key, and words.
fn ill_made(field: &Field) -> Option<(&'static str, &'static str, &'static str)> {
    let values: HashSet<&str> = field.options.iter().map(|option| option.value.as_str()).collect();
    let choice = field.kind == FieldKind::Choice;
    if choice && (field.options.len() < 2 || values.len() < field.options.len()) {
        return Some((
            "options",
            "选择题至少要有两个不同的选项",
            "a choice needs two different options",
        ));
    }
    if !choice && !field.options.is_empty() {
        return Some(("options", "只有选择题才有选项", "only a choice has options"));
    }
    if field.min.zip(field.max).is_some_and(|(min, max)| min > max) {
        return Some(("min", "最小值大于最大值", "min is above max"));
    }
    None
}
