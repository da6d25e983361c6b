//! The process: every stage is reached, leads on, and ends; every task has somebody for it.

use std::collections::{HashMap, HashSet};

use basis::{Role, Text};

use super::about::{About, steps, suggest};
use crate::codes::{
    DUPLICATE_ID, JOIN_WAITS, MAY_WITHOUT, NOBODY_HAS_ROLE, STAGE_CYCLE, STAGE_NO_WAY_OUT,
    STAGE_UNKNOWN, STAGE_UNREACHABLE, STOP_WITHOUT_LAW,
};
use crate::finding::Report;
use crate::load::MatterFile;
use crate::model::{Join, Matter, May, Stage, TOWNSHIP};
use crate::yaml::Place;

const DECIDE: &str = "decide";
const RECEIVE: &str = "receive";

/// Notes everything that is wrong with the process of a matter.
pub(super) fn check(file: &MatterFile, matter: &Matter, about: &About<'_>, report: &mut Report) {
    let mut walk = Walk { file, matter, about, report };
    walk.names();
    let reached = walk.reach();
    for (at, stage) in matter.process.stages.iter().enumerate() {
        walk.way_out(at, stage);
        walk.leads_twice(at, stage);
        walk.joins(at, stage, &reached);
        walk.back(at, stage);
        for (task, one) in stage.tasks.iter().enumerate() {
            let steps = steps!["process", "stages", at, "tasks", task, "role"];
            walk.role(&one.department, one.role, file.place(steps));
            walk.may(at, task);
        }
    }
    let process = &matter.process;
    let (receive, decide) = (&process.receive, &process.decide);
    walk.role(&receive.department, receive.role, file.place(steps!["process", RECEIVE, "role"]));
    walk.role(&decide.department, decide.role, file.place(steps!["process", DECIDE, "role"]));
    walk.stops();
    if let Some(extension) = &process.extension {
        let place = file.place(steps!["process", "extension", "role"]);
        walk.role(&decide.department, extension.role, place);
    }
}

struct Walk<'a> {
    file: &'a MatterFile,
    matter: &'a Matter,
    about: &'a About<'a>,
    report: &'a mut Report,
}

impl<'a> Walk<'a> {
    fn stages(&self) -> &'a [Stage] {
        &self.matter.process.stages
    }

    /// Ids of stages, tasks and special procedures stand once.
    fn names(&mut self) {
        let mut seen = HashSet::new();
        let mut twice = Vec::new();
        for (at, stage) in self.stages().iter().enumerate() {
            if !seen.insert(("stage", stage.id.as_str())) || [DECIDE, RECEIVE].contains(&&*stage.id)
            {
                twice.push((
                    stage.id.as_str(),
                    self.file.place(steps!["process", "stages", at, "id"]),
                ));
            }
            for (task, one) in stage.tasks.iter().enumerate() {
                if !seen.insert(("task", one.id.as_str())) {
                    let steps = steps!["process", "stages", at, "tasks", task, "id"];
                    twice.push((one.id.as_str(), self.file.place(steps)));
                }
            }
        }
        for (at, special) in self.matter.process.special.iter().enumerate() {
            if !seen.insert(("special", special.id.as_str())) {
                twice.push((
                    special.id.as_str(),
                    self.file.place(steps!["process", "special", at, "id"]),
                ));
            }
        }
        for (id, place) in twice {
            note_twice(id, place, self.report);
        }
    }

    /// Walks from the first stage; notes unknown names, circles and what is never reached.
    fn reach(&mut self) -> HashSet<&'a str> {
        let index: HashMap<&str, usize> =
            self.stages().iter().enumerate().map(|(at, stage)| (stage.id.as_str(), at)).collect();
        let mut state = vec![0u8; self.stages().len()];
        if !state.is_empty() {
            self.visit(0, &index, &mut state);
        }
        let mut reached = HashSet::new();
        for (at, stage) in self.stages().iter().enumerate() {
            if state[at] != 0 {
                reached.insert(stage.id.as_str());
                continue;
            }
            let place = self.file.place(steps!["process", "stages", at, "id"]);
            let what = Text::new(
                format!("环节“{}”永远到不了", stage.id),
                format!("the stage “{}” is never reached", stage.id),
            );
            let mend = Text::new(
                "在前面环节的 then 里写上它，或删去它",
                "name it in the then of an earlier stage, or take it away",
            );
            self.report.add(STAGE_UNREACHABLE, place, what, mend);
        }
        reached
    }

    /// `state`: 0 not seen, 1 on the present path, 2 done.
    fn visit(&mut self, at: usize, index: &HashMap<&str, usize>, state: &mut [u8]) {
        state[at] = 1;
        let stages = self.stages();
        for (next, id) in stages[at].then.iter().enumerate() {
            let place = self.file.place(steps!["process", "stages", at, "then", next]);
            match index.get(id.as_str()) {
                Some(&other) if state[other] == 0 => self.visit(other, index, state),
                Some(&other) if state[other] == 1 => {
                    let what = Text::new(
                        format!("环节“{}”又回到了“{id}”，绕成了圈", stages[at].id),
                        format!("“{}” leads back to “{id}”: a circle", stages[at].id),
                    );
                    let mend = Text::new("退回用 return，then 只向后走", "use return to send back");
                    self.report.add(STAGE_CYCLE, place, what, mend);
                }
                Some(_) => {}
                None if id == DECIDE => {}
                None => self.unknown(id, place),
            }
        }
        state[at] = 2;
    }

    fn unknown(&mut self, id: &str, place: Place) {
        let known = self.stages().iter().map(|stage| stage.id.as_str()).chain([DECIDE]);
        let mend = suggest(
            id,
            known,
            ("写本事项的环节号或 decide", "name a stage of this matter, or decide"),
        );
        let what = Text::new(format!("没有环节“{id}”"), format!("there is no stage “{id}”"));
        self.report.add(STAGE_UNKNOWN, place, what, mend);
    }

    fn way_out(&mut self, at: usize, stage: &Stage) {
        let can_pass = stage.tasks.iter().any(|task| task.may.contains(&May::Pass));
        let (place, why) = if stage.then.is_empty() {
            (steps!["process", "stages", at, "then"], ("then 是空的", "then is empty"))
        } else if !can_pass && stage.join == Join::Any {
            (steps!["process", "stages", at, "tasks"], ("没有任务可以通过", "no task may pass"))
        } else {
            return;
        };
        let what = Text::new(
            format!("环节“{}”没有出路：{}", stage.id, why.0),
            format!("the stage “{}” has no way out: {}", stage.id, why.1),
        );
        let mend = Text::new(
            "then 写后面的环节或 decide，并让任务可以 pass",
            "let then name a later stage or decide, and let a task pass",
        );
        self.report.add(STAGE_NO_WAY_OUT, self.file.place(place), what, mend);
    }

    /// A stage leads to each of the following ones once.
    fn leads_twice(&mut self, at: usize, stage: &Stage) {
        for (next, id) in stage.then.iter().enumerate() {
            if !stage.then.iter().take(next).any(|before| before == id) {
                continue;
            }
            let what =
                Text::new(format!("then 里“{id}”写了两遍"), format!("“{id}” stands twice in then"));
            let mend = Text::new("删去其中一处", "take one of them away");
            let place = self.file.place(steps!["process", "stages", at, "then", next]);
            self.report.add(DUPLICATE_ID, place, what, mend);
        }
    }

    /// The clock is stopped only on the ground of a law.
    fn stops(&mut self) {
        let special = &self.matter.process.special;
        for (at, one) in special.iter().enumerate() {
            if !one.stops_clock || one.basis.is_some() {
                continue;
            }
            let what = Text::new(
                format!("“{}”停止计时，却没有写依据", one.name.zh),
                format!("“{}” stops the clock, but names no law", one.id),
            );
            let mend = Text::new(
                "加上 basis: {law: …, article: …}，或写 stops_clock: false",
                "add basis: {law: .., article: ..}, or write stops_clock: false",
            );
            let place = self.file.place(steps!["process", "special", at]);
            self.report.add(STOP_WITHOUT_LAW, place, what, mend);
        }
    }

    /// A join that waits for a task which may not pass, or for a stage that is never reached.
    fn joins(&mut self, at: usize, stage: &Stage, reached: &HashSet<&str>) {
        if stage.join == Join::All {
            for (task, one) in stage.tasks.iter().enumerate() {
                if !one.may.contains(&May::Pass) {
                    let steps = steps!["process", "stages", at, "tasks", task, "may"];
                    self.waits(stage, &one.id, self.file.place(steps));
                }
            }
        }
        if !reached.contains(stage.id.as_str()) {
            return;
        }
        for (before, other) in self.stages().iter().enumerate() {
            if !reached.contains(other.id.as_str()) && other.then.contains(&stage.id) {
                let place = self.file.place(steps!["process", "stages", before, "then"]);
                self.waits(stage, &other.id, place);
            }
        }
    }

    fn waits(&mut self, stage: &Stage, forever: &str, place: Place) {
        let what = Text::new(
            format!("环节“{}”会一直等“{forever}”，而它不会通过", stage.id),
            format!("the stage “{}” waits for “{forever}”, which never passes", stage.id),
        );
        let mend = Text::new(
            "给任务加上 pass，或把 join 改成 any，或让前一环节到得了",
            "let the task pass, or use join: any, or make the earlier stage reachable",
        );
        self.report.add(JOIN_WAITS, place, what, mend);
    }

    /// `return` names an earlier stage; not the reception, since an application that has been
    /// accepted stays accepted.
    fn back(&mut self, at: usize, stage: &Stage) {
        let Some(back) = stage.back.as_deref() else { return };
        let earlier = self.stages()[..at].iter().any(|one| one.id == back);
        if earlier {
            return;
        }
        let place = self.file.place(steps!["process", "stages", at, "return"]);
        let known = self.stages()[..at].iter().map(|one| one.id.as_str());
        let mend = suggest(back, known, ("写前面的环节号", "name an earlier stage"));
        let what = if back == RECEIVE {
            Text::new(
                "已经受理的件不能退回收件：受理只有一次，时限从那时算起",
                "an accepted case cannot go back to the reception: it is accepted once, and the limit counts from then",
            )
        } else {
            Text::new(
                format!("前面没有环节“{back}”"),
                format!("there is no earlier stage “{back}”"),
            )
        };
        self.report.add(STAGE_UNKNOWN, place, what, mend);
    }

    /// What a task may do is defined.
    fn may(&mut self, at: usize, task: usize) {
        let stage = &self.stages()[at];
        let may = &stage.tasks[task].may;
        let missing = if may.contains(&May::Special) && self.matter.process.special.is_empty() {
            ("special", "process 里的 special", "special in the process")
        } else if may.contains(&May::Return) && stage.back.is_none() {
            ("return", "环节里的 return", "return in its stage")
        } else {
            return;
        };
        let place = self.file.place(steps!["process", "stages", at, "tasks", task, "may"]);
        let what = Text::new(
            format!("任务可以 {}，却没有{}", missing.0, missing.1),
            format!("the task may do {}, but there is no {}", missing.0, missing.2),
        );
        let mend = Text::new("补上定义，或从 may 里删去", "define it, or take it out of may");
        self.report.add(MAY_WITHOUT, place, what, mend);
    }

    /// Somebody in the department can have the role.
    fn role(&mut self, department: &str, role: Role, place: Place) {
        let roles: &[Role] = match self.about.department(department) {
            Some(department) => &department.roles,
            None if department == TOWNSHIP => &[Role::Clerk, Role::Reviewer],
            None => return,
        };
        if roles.contains(&role) {
            return;
        }
        let names: Vec<&str> = roles.iter().map(|role| role.code()).collect();
        let what = Text::new(
            format!("部门“{department}”没有人是 {role}"),
            format!("nobody in “{department}” is {role}"),
        );
        let mend = Text::new(
            format!("改用 {}，或在 departments.yaml 里给它加上这个角色", names.join("、")),
            format!("use {}, or add the role in departments.yaml", names.join(", ")),
        );
        self.report.add(NOBODY_HAS_ROLE, place, what, mend);
    }
}

/// Notes an id that stands a second time.
pub(super) fn note_twice(id: &str, place: Place, report: &mut Report) {
    let what = Text::new(format!("编号“{id}”已经用过"), format!("the id “{id}” is used already"));
    report.add(DUPLICATE_ID, place, what, Text::new("换一个编号", "choose another id"));
}
