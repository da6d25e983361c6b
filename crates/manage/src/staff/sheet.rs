//! The sheet of staff: one line a post, no passwords. Reading it says for every wrong cell where it
//! is and how to mend it.

use basis::{Refusal, RefusalKind, Text};
use identity::Grant;
use identity::staff::{NewStaff, check_login};

use crate::table::{self, CellError, Line};

/// The tab that is read.
pub(crate) const TAB: &str = "人员";
/// The heads of the columns, in order.
pub(crate) const HEADS: [&str; 5] = ["姓名", "工作账号", "角色", "部门", "区划"];
/// A line as it may be filled in.
pub(crate) const EXAMPLE: [&str; 5] = ["王小芳", "wangxiaofang", "窗口人员", "县民政局", "330825"];
/// The names of the fields of a post, as refusals name them, by column.
const FIELDS: [&str; 5] = ["name", "login", "role", "department", "division"];
const MOST_NAME: usize = 40;

/// A line as it stands in the sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct StaffRow {
    /// The row as a spreadsheet counts it.
    pub(crate) row: u32,
    /// The name.
    pub(crate) name: String,
    /// The login.
    pub(crate) login: String,
    /// Role, department and division as typed.
    pub(crate) post: [String; 3],
}

/// What is wrong in a cell of this sheet.
pub(crate) fn wrong(row: u32, column: usize, text: Text) -> CellError {
    CellError::new(&HEADS, (row, column), text)
}

/// The lines of a workbook.
///
/// # Errors
/// A refusal: no workbook, other columns, no lines, or too many.
pub(crate) fn read(bytes: &[u8]) -> Result<Vec<StaffRow>, Refusal> {
    let lines = table::lines(bytes, TAB, &HEADS)?.into_iter();
    let row = |line: Line| {
        let mut cells = line.cells.into_iter();
        let mut next = || cells.next().unwrap_or_default();
        StaffRow { row: line.row, name: next(), login: next(), post: [next(), next(), next()] }
    };
    Ok(lines.map(row).collect())
}

/// The people of the lines with their posts, and every cell that is wrong.
pub(crate) fn judge(
    rows: &[StaffRow],
    grant: &dyn Fn([&str; 3]) -> Result<Grant, Refusal>,
) -> (Vec<NewStaff>, Vec<CellError>) {
    let (mut staff, mut errors) = (Vec::<NewStaff>::new(), Vec::new());
    for row in rows {
        let wrong = |column: usize, text: Text| wrong(row.row, column, text);
        let before = errors.len();
        if row.name.is_empty() || row.name.chars().count() > MOST_NAME {
            errors.push(wrong(0, no_name().text));
        }
        if let Err(refusal) = check_login(&row.login) {
            errors.push(wrong(1, refusal.text));
        }
        let known = staff.iter().position(|one| one.login == row.login);
        if let Some(at) = known.filter(|at| staff[*at].name != row.name) {
            let text = other_name(row.row, &row.login, &staff[at].name).text;
            errors.push(wrong(0, text));
        }
        match grant([&row.post[0], &row.post[1], &row.post[2]]) {
            Err(refusal) => {
                let field = refusal.field.as_deref().unwrap_or("role");
                let column = FIELDS.iter().position(|known| *known == field).unwrap_or(2);
                errors.push(wrong(column, refusal.text));
            }
            Ok(_) if errors.len() > before => {}
            Ok(grant) => match known {
                Some(at) if staff[at].grants.contains(&grant) => {
                    errors.push(wrong(2, twice()));
                }
                Some(at) => staff[at].grants.push(grant),
                None => staff.push(NewStaff {
                    name: row.name.clone(),
                    login: row.login.clone(),
                    grants: vec![grant],
                }),
            },
        }
    }
    (staff, errors)
}

/// The error of a login that belongs to somebody with another name.
pub(crate) fn other_name(row: u32, login: &str, name: &str) -> CellError {
    let text = Text::new(
        format!("账号 {login} 是{name}的；同一个人姓名要写得一样，另一个人要换账号"),
        format!("the login {login} is {name}'s; write the same name, or another login"),
    );
    wrong(row, 0, text)
}

pub(crate) fn no_name() -> Refusal {
    Refusal::told(RefusalKind::Invalid, "staff.name").on("name")
}

fn twice() -> Text {
    Text::new("同一个岗位写了两遍，请删去一行", "this post stands twice; take one line away")
}

#[cfg(test)]
mod tests {
    use basis::Role;
    use rust_xlsxwriter::Workbook;

    use super::*;
    use crate::table::bad;

    fn book(rows: &[[&str; 5]]) -> Vec<u8> {
        let mut book = Workbook::new();
        let page = book.add_worksheet();
        page.set_name(TAB).unwrap();
        for (line, row) in (0..).zip(std::iter::once(&HEADS).chain(rows)) {
            for (column, cell) in (0..).zip(row) {
                page.write_string(line, column, *cell).unwrap();
            }
        }
        book.save_to_buffer().unwrap()
    }

    fn grant(post: [&str; 3]) -> Result<Grant, Refusal> {
        let [role, department, division] = post;
        let division = division.parse().map_err(|_| bad("x", "x").on("division"))?;
        let role: Role = role.parse().map_err(|refusal: Refusal| refusal.on("role"))?;
        Ok(Grant::new(role, Some(department), division))
    }

    #[test]
    fn every_wrong_cell_is_named_and_lines_of_one_person_belong_together() {
        let sheet = book(&[
            ["王芳", "wangfang", "clerk", "minzheng", "330825"],
            ["王芳", "wangfang", "reviewer", "minzheng", "330825"],
            ["", "Wu Min", "boss", "minzheng", "330825"],
            ["吴敏", "wangfang", "clerk", "gongan", "3308"],
            ["郑岚", "zhenglan", "clerk", "gongan", "龙宫"],
        ]);
        let rows = read(&sheet).unwrap();
        let (staff, errors) = judge(&rows, &grant);
        assert_eq!((staff.len(), staff[0].grants.len()), (1, 2));
        let cells: Vec<String> = errors.iter().map(CellError::cell).collect();
        assert_eq!(
            cells,
            ["A4（姓名）", "B4（工作账号）", "C4（角色）", "A5（姓名）", "E6（区划）"]
        );
    }

    #[test]
    fn what_is_no_list_of_staff_is_refused() {
        assert!(read(b"name,login").is_err(), "no workbook");
        assert!(read(&book(&[])).is_err(), "no lines");
        let mut other = Workbook::new();
        other.add_worksheet().write_string(0, 0, "密码").unwrap();
        assert!(read(&other.save_to_buffer().unwrap()).is_err(), "other columns");
    }
}
