//! Accounts of every role in the demo county, and which people the walkthroughs are about.

use basis::{Date, DivisionCode, Role};
use catalogue::Catalogue;
use catalogue::model::TOWNSHIP;
use identity::Grant;
use serde::{Deserialize, Serialize};

use super::people::Known;

/// The password of every demo account. `serve` refuses a database that holds such accounts.
pub const PASSWORD: &str = "longyou-demo-2026";

/// A demo account as it is printed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Shown {
    /// What to type.
    pub login: String,
    /// Who it is.
    pub who: String,
}

/// A resident of the walkthroughs.
pub struct Star<'a> {
    pub login: &'static str,
    pub who: String,
    pub person: &'a Known,
}

/// A login, who it is, and whom it fits.
type Wanted<'a> = (&'static str, &'static str, &'a dyn Fn(&Known) -> bool);

/// The township where the walkthroughs happen: 湖镇镇.
pub const TOWN: &str = "330825101";

/// Picks the residents: somebody over 80, somebody under, a mother, somebody with an eatery.
pub fn stars(people: &[Known], today: Date) -> Vec<Star<'_>> {
    let years = |one: &Known| {
        one.row.birth.until((jiff::Unit::Year, today)).map_or(0, |span| span.get_years())
    };
    let wanted: [Wanted<'_>; 4] = [
        ("elder", "湖镇镇的老人，年满 80 周岁，可以领高龄津贴", &|one| {
            (81..90).contains(&years(one)) && one.row.bank_card.is_some() && one.row.phone.is_some()
        }),
        ("neighbour", "湖镇镇的老人，还不满 80 周岁", &|one| {
            years(one) == 78 && one.row.phone.is_some()
        }),
        ("parent", "刚生了女儿的妈妈", &|one| {
            (24..36).contains(&years(one))
                && one.row.sex == basis::codes::Sex::Female
                && one.row.phone.is_some()
        }),
        ("eatery", "开小吃店的店主", &|one| {
            (30..50).contains(&years(one)) && one.row.phone.is_some()
        }),
    ];
    let mut chosen: Vec<Star<'_>> = Vec::new();
    for (login, who, fits) in wanted {
        let free = |one: &&Known| !chosen.iter().any(|star| star.person.id == one.id);
        let near = people.iter().filter(|one| one.row.township == TOWN).filter(free);
        let found = near.into_iter().find(|one| fits(one));
        let person = found.or_else(|| people.iter().filter(free).find(|one| fits(one)));
        if let Some(person) = person {
            chosen.push(Star { login, who: who.to_owned(), person });
        }
    }
    chosen
}

/// An officer of the demo county.
pub struct Post {
    pub login: String,
    pub name: String,
    pub who: String,
    pub grants: Vec<Grant>,
}

/// One officer for each role and department, and clerks and reviewers of each township.
pub fn posts(catalogue: &Catalogue, county: DivisionCode, towns: &[Town]) -> Vec<Post> {
    let mut posts = vec![window(catalogue, county)];
    for department in catalogue.departments.values().filter(|one| !is_local(&one.id)) {
        let roles = [Role::Clerk, Role::Reviewer, Role::Approver];
        let held: Vec<_> = roles
            .into_iter()
            .filter(|role| department.roles.contains(role))
            .map(|role| Grant::new(role, Some(&department.id), county))
            .collect();
        if !held.is_empty() {
            posts.push(Post {
                login: department.id.clone(),
                name: format!("{}经办人", department.name.zh),
                who: format!("{}：收件、审核、审批", department.name.zh),
                grants: held,
            });
        }
    }
    posts.extend(towns.iter().map(town_office));
    posts.extend(county_wide(county));
    posts
}

/// A township with its villages.
pub struct Town {
    pub code: DivisionCode,
    pub name: String,
    pub villages: Vec<DivisionCode>,
}

/// The office of a township; in the demo it also writes down what its villages say.
fn town_office(town: &Town) -> Post {
    let own = |role| Grant::new(role, Some(TOWNSHIP), town.code);
    let mut grants = [Role::Clerk, Role::Reviewer, Role::Approver].map(own).to_vec();
    for village in &town.villages {
        let of_village = |role| Grant::new(role, Some(VILLAGE), *village);
        grants.extend([Role::Clerk, Role::Reviewer].map(of_village));
    }
    Post {
        login: format!("town-{}", town.code),
        name: format!("{}经办人", town.name),
        who: format!("{}：收件、审核、审批", town.name),
        grants,
    }
}

/// Departments that stand for the applicant's own township or village.
fn is_local(department: &str) -> bool {
    [TOWNSHIP, VILLAGE].contains(&department)
}

const VILLAGE: &str = "village";

/// The one window receives for every department and for 湖镇镇.
fn window(catalogue: &Catalogue, county: DivisionCode) -> Post {
    let clerks = catalogue.departments.values().filter(|one| one.roles.contains(&Role::Clerk));
    let mut grants: Vec<_> = clerks
        .filter(|one| !is_local(&one.id))
        .map(|one| Grant::new(Role::Clerk, Some(&one.id), county))
        .collect();
    grants.extend(TOWN.parse().ok().map(|town| Grant::new(Role::Clerk, Some(TOWNSHIP), town)));
    let who = "综合窗口：替所有部门收件、受理，也替群众代办".to_owned();
    Post { login: "window".to_owned(), name: "综合窗口 周敏".to_owned(), who, grants }
}

fn county_wide(county: DivisionCode) -> Vec<Post> {
    let post =
        |login: &str, name: &str, who: &str, role, department: Option<&str>, division| Post {
            login: login.to_owned(),
            name: name.to_owned(),
            who: who.to_owned(),
            grants: vec![Grant::new(role, department, division)],
        };
    let town = TOWN.parse().unwrap_or(county);
    vec![
        post(
            "helper",
            "帮办员 吴建国",
            "湖镇镇帮办员：替行动不便的人申请",
            Role::Helper,
            None,
            town,
        ),
        post(
            "supervisor",
            "督办 郑岚",
            "督办：全县快到期和逾期的办件",
            Role::Supervisor,
            None,
            county,
        ),
        post(
            "data",
            "数据专员 陈默",
            "数据专员：起草事项、日历、数据资源",
            Role::DataOfficer,
            None,
            county,
        ),
        post(
            "data2",
            "数据专员 徐晴",
            "数据专员：核对并发布别人起草的事项",
            Role::DataOfficer,
            None,
            county,
        ),
        post("planner", "规划 林静", "规划人员", Role::Planner, None, county),
        post("auditor", "审计 何平", "审计：核验账本", Role::Auditor, None, county),
        post(
            "admin",
            "系统管理员",
            "系统管理员：账号和角色，看不到办件",
            Role::Admin,
            None,
            county,
        ),
        post(
            "admin2",
            "系统管理员 方远",
            "系统管理员：核对并确认另一位提议的岗位",
            Role::Admin,
            None,
            county,
        ),
    ]
}
