//! Broken files: the row and the column are named, and nothing is written.

use proptest::prelude::*;

use crate::run::Desk;

fn access(desk: &Desk) -> String {
    let line = "access --costs {}/c.csv --origins {}/o.csv --destinations {}/d.csv --measure 2sfca \
                --cutoff 10 --out {}/v.csv";
    let refusal = desk.refusal(line);
    assert_eq!(desk.files(), ["c.csv", "d.csv", "o.csv"], "{refusal}");
    refusal
}

#[test]
fn every_broken_cell_is_found() {
    let check = |o: &str, d: &str, c: &str, expected: &str| {
        let desk = Desk::new();
        desk.write("o.csv", &format!("id,pop\n{o}"));
        desk.write("d.csv", &format!("id,cap\n{d}"));
        desk.write("c.csv", &format!("origin,dest,cost\n{c}"));
        let refusal = access(&desk);
        assert!(refusal.contains(expected), "{refusal} should contain {expected}");
    };
    let (o, d, c) = ("a,1\nb,2\n", "x,1\n", "a,x,1\nb,x,2\n");
    check("a,1\nb,NaN\n", d, c, "o.csv, row 2 (line 3), column pop: NaN is no finite number");
    check("a,1\nb,two\n", d, c, "o.csv, row 2 (line 3), column pop: \"two\" is no number");
    check("a,-1\n", d, c, "o.csv, row 1 (line 2), column pop: -1 is negative");
    check("a,1\na,2\n", d, c, "o.csv, row 2 (line 3), column id: \"a\" stands already in row 1");
    check("a,1\n,2\n", d, c, "o.csv, row 2 (line 3), column id: the cell is empty");
    check("a,1\nb\n", d, c, "o.csv, row 2 (line 3): 1 fields where the header has 2");
    check("", d, c, "o.csv: the table has no rows");
    check(o, "x,inf\n", c, "d.csv, row 1 (line 2), column cap: inf is no finite number");
    check(o, "x,1\nx,1\n", c, "d.csv, row 2 (line 3), column id");
    check(o, d, "a,x,1\nb,x,-2\n", "c.csv, row 2 (line 3), column cost: -2 is negative");
    check(o, d, "a,x,1\nb,x,NaN\n", "c.csv, row 2 (line 3), column cost: NaN");
    check(
        o,
        d,
        "a,x,1\nz,x,9\nb,x,2\na,x,3\n",
        "c.csv, row 4: the pair a, x stands already in row 1",
    );
    check(o, d, "z,x,9\na,y,1\n", "no row with a cost between ids of the two tables");
    check(o, d, "", "no row with a cost");
}

#[test]
fn lines_are_those_of_an_editor() {
    let desk = Desk::new();
    desk.write("d.csv", "id,cap\nx,1\n");
    desk.write("c.csv", "origin,dest,cost\na,x,1\n");
    let plain = "id,pop\na,1\nb,NaN\n";
    let blank = plain.replace("\nb", "\n\n\nb");
    let windows = |text: &str| text.replace('\n', "\r\n");
    for (text, line) in [(windows(plain), 3), (windows(&blank), 5), (blank, 5)] {
        desk.write("o.csv", &text);
        let (refusal, expected) = (access(&desk), format!("row 2 (line {line}), column pop"));
        assert!(refusal.contains(&expected), "{refusal} should contain {expected}");
    }
    desk.write("o.csv", "id,pop\r\na,1\r\nb\r\n");
    let refusal = access(&desk);
    assert!(refusal.contains("o.csv, row 2 (line 3): 1 fields"), "{refusal}");
}

#[test]
fn missing_files_and_columns_are_named() {
    let desk = Desk::new();
    desk.write("o.csv", "id,people\na,1\n");
    desk.write("d.csv", "id,cap\nx,1\n");
    desk.write("c.csv", "origin,dest,cost\na,x,1\n");
    let refusal = access(&desk);
    assert!(
        refusal.contains("o.csv has no column \"pop\": name one of id, people with --origin-cols"),
        "{refusal}"
    );
    let refusal = desk.refusal(
        "access --costs {}/none.csv --origins {}/o.csv --destinations {}/d.csv --measure nearest --out {}/v.csv",
    );
    assert!(refusal.contains("none.csv"), "{refusal}");
    let refusal = desk.refusal(
        "access --costs {}/c.csv --origins {}/o.csv --destinations {}/d.csv --origin-cols id,people \
         --measure nearest --out {}/nowhere/v.csv",
    );
    assert!(refusal.contains("nowhere"), "{refusal}");
    let refusal = desk.refusal(
        "access --costs {}/c.csv --origins {}/o.csv --destinations {}/d.csv --origin-cols id,people \
         --measure nearest --out {}/v.xyz",
    );
    assert!(refusal.contains(".csv nor .parquet"), "{refusal}");
    // Text in GBK, as spreadsheets in China save it.
    std::fs::write(desk.path("o.csv"), b"id,pop\na,1\n\xc1\xfa\xd3\xce,2\n").unwrap();
    let refusal = access(&desk);
    assert!(refusal.contains("row 2") && refusal.contains("UTF-8"), "{refusal}");
}

#[test]
fn a_failed_command_keeps_the_result_that_was_there() {
    let desk = Desk::new();
    desk.write("o.csv", "id,pop\na,1\n");
    desk.write("d.csv", "id,cap\nx,1\n");
    desk.write("c.csv", "origin,dest,cost\na,x,1\n");
    let line = "access --costs {}/c.csv --origins {}/o.csv --destinations {}/d.csv --measure nearest --out {}/v.csv";
    desk.run(line).unwrap();
    let before = std::fs::read(desk.path("v.csv")).unwrap();
    let note = std::fs::read(desk.path("v.csv.json")).unwrap();
    desk.write("c.csv", "origin,dest,cost\na,x,-1\n");
    desk.refusal(line);
    assert_eq!(std::fs::read(desk.path("v.csv")).unwrap(), before);
    assert_eq!(std::fs::read(desk.path("v.csv.json")).unwrap(), note);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Any bytes at all end in an answer or a sentence, never in a panic, and leave no draft.
    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..400), ending in 0usize..7) {
        let ending = ["csv", "tsv", "geojson", "xlsx", "gpkg", "parquet", "xls"][ending];
        let desk = Desk::new();
        std::fs::write(desk.path(&format!("in.{ending}")), &bytes).unwrap();
        let line = format!("equity --in {{}}/in.{ending} --value v --lorenz {{}}/l.csv");
        prop_assert!(desk.run(&line).is_err());
        prop_assert_eq!(desk.files(), [format!("in.{ending}")]);
    }

    /// A good file cut anywhere or with one byte changed gives an answer or a sentence.
    #[test]
    fn damaged_tables_do_not_panic(cut in 0usize..70, byte in any::<u8>()) {
        let desk = Desk::new();
        let mut good = b"id,value,weight,group\na,1,2,g\nb,2.5,3,h\nc,4,5,g\nd,8,1,h\n".to_vec();
        if let Some(at) = good.get_mut(cut) { *at = byte; }
        std::fs::write(desk.path("in.csv"), &good).unwrap();
        let line = "equity --in {}/in.csv --value value --weight weight --group group";
        if let Err(error) = desk.run(line) {
            prop_assert!(error.to_string().contains("in.csv") || error.to_string().contains("values"), "{error}");
        }
    }
}
