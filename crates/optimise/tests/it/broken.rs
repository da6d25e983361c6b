//! Questions that make no sense are refused with what, where and how to mend it.

use crate::worlds::{san_francisco, street};
use optimise::{
    Allowance, ClientIndex, Costs, Least, Limit, Role, Site, SiteIndex, Siting, SitingError,
    Status, lscp, mclp, p_centre, p_dispersion, p_median, read_orlib,
};
use proptest::prelude::*;

fn refusal<T: std::fmt::Debug>(answer: Result<T, SitingError>) -> String {
    answer.expect_err("this makes no sense").to_string()
}

#[test]
fn tables_of_costs() {
    let cases = [
        (refusal(Costs::dense(0, 1, &[])), "there is no site"),
        (refusal(Costs::dense(1, 0, &[])), "there is no client"),
        (refusal(Costs::dense(2, 1, &[1.0])), "1 costs are given for 2"),
        (refusal(Costs::dense(2, 1, &[1.0, -3.0])), "from site 1 to client 0 is -3"),
        (refusal(Costs::dense(1, 1, &[f64::NAN])), "NaN"),
        (refusal(Costs::dense(1, 1, &[f64::NEG_INFINITY])), "-inf"),
    ];
    for (message, part) in cases {
        assert!(message.contains(part), "{message}");
    }
}

#[test]
fn pairs_of_costs() {
    let pair = |site, client, cost| (SiteIndex(site), ClientIndex(client), cost);
    let twice = Costs::from_pairs(2, 2, [pair(1, 0, 1.0), pair(0, 0, 2.0), pair(1, 0, 1.0)]);
    assert!(refusal(twice).contains("site 1 and client 0 is given twice"));
    assert!(refusal(Costs::from_pairs(2, 2, [pair(2, 0, 1.0)])).contains("site 2 does not exist"));
    assert!(refusal(Costs::from_pairs(2, 2, [pair(0, 9, 1.0)])).contains("client 9"));
    assert!(
        refusal(Costs::from_pairs(2, 2, [pair(0, 0, f64::INFINITY)]))
            .contains("leave the pair out")
    );
}

#[test]
fn demands_and_sites() {
    let costs = || Costs::dense(2, 2, &[0.0, 1.0, 1.0, 0.0]).unwrap();
    assert!(refusal(Siting::new(costs(), vec![1.0])).contains("1 demands are given for 2"));
    assert!(refusal(Siting::new(costs(), vec![1.0, -1.0])).contains("client 1 is -1"));
    assert!(refusal(Siting::new(costs(), vec![0.0, 0.0])).contains("all demand is 0"));
    let siting = Siting::new(costs(), vec![1.0, 1.0]).unwrap();
    let price = Site { price: f64::NAN, ..Site::candidate() };
    let sites = vec![Site::candidate(), price];
    assert!(refusal(siting.clone().with_sites(sites)).contains("price of site 1"));
    assert!(refusal(siting.with_sites(vec![])).contains("0 sites are given for 2"));
}

#[test]
fn numbers_and_settings() {
    let siting = street(&[0.0, 1.0, 2.0]);
    let limit = Limit::none();
    for p in [0, 4] {
        let message = refusal(p_median(&siting, Allowance::total(p), None, &limit));
        assert!(message.contains("ask for 1 to 3"), "{message}");
    }
    let kept = siting.clone().with_sites(vec![Site::kept(); 3]).unwrap();
    assert!(refusal(mclp(&kept, Allowance::total(2), 1.0, &limit)).contains("3 are kept"));
    assert!(refusal(lscp(&siting, -1.0, Least::Sites, &limit)).contains("cutoff is -1"));
    assert!(refusal(mclp(&siting, Allowance::budget(-5.0), 1.0, &limit)).contains("budget is -5"));
    assert!(refusal(p_centre(&siting, Allowance::budget(5.0), &limit)).contains("no budget"));
    let roles = [Role::Candidate, Role::Candidate];
    assert!(refusal(p_dispersion(&[0.0; 3], &roles, 1, &limit)).contains("3 distances"));
}

/// A village without a road is named by every model that must serve it; MCLP serves the others.
#[test]
fn disconnected() {
    let no = f64::INFINITY;
    let costs = Costs::dense(2, 3, &[0.0, 5.0, no, no, 5.0, 0.0]).unwrap();
    let siting = Siting::new(costs, vec![1.0, 2.0, 4.0]).unwrap();
    let (p, limit) = (Allowance::total(1), Limit::none());
    let answers = [
        p_median(&siting, p, None, &limit).unwrap(),
        p_centre(&siting, p, &limit).unwrap(),
        lscp(&siting, 9.0, Least::Sites, &limit).unwrap(),
    ];
    for answer in answers {
        let Status::Infeasible { uncoverable, .. } = answer.status else { panic!("{answer:?}") };
        assert_eq!(uncoverable, [ClientIndex(1)]);
    }
    let covered = mclp(&siting, p, 9.0, &limit).unwrap();
    assert_eq!((covered.objective, covered.assignment[1]), (Some(5.0), None));
    let nobody = siting.with_demand(vec![1.0, 0.0, 4.0]).unwrap();
    let served = p_median(&nobody, p, None, &limit).unwrap();
    assert_eq!(served.objective, Some(5.0), "a village without people need not be served");
}

#[test]
fn or_library_files() {
    let cases = [
        ("", "row 1: the file is empty"),
        ("2 1", "row 1: `2 1`; give three whole numbers"),
        ("2 1 3\n1 2 5", "p is 3 for 2 vertices"),
        ("2 2 1\n1 2 5\n", "row 2: the file ends before its 2 edges"),
        ("2 1 1\n1 3 5\n", "row 2: vertex 3"),
        ("2 1 1\n0 1 5\n", "row 2: vertex 0"),
        ("2 1 1\n1 2 -5\n", "row 2: `1 2 -5`"),
        ("2 1 1\n1 2 NaN\n", "give three whole numbers"),
        ("2 1 1\n1 2 5\n1 2 6\n", "row 3: the file goes on"),
    ];
    for (text, part) in cases {
        let message = refusal(read_orlib(text));
        assert!(message.contains(part), "{text:?}: {message}");
    }
    let last_wins = read_orlib("2 2 1\n1 2 5\n2 1 7\n").unwrap();
    let answer = p_median(&last_wins.siting, Allowance::total(1), None, &Limit::none()).unwrap();
    assert_eq!(answer.objective, Some(7.0));
}

#[test]
fn everything_kept_and_everything_closed() {
    let Some(siting) = san_francisco() else { return };
    let n = siting.sites().len();
    let kept = siting.clone().with_sites(vec![Site::kept(); n]).unwrap();
    let answer = p_centre(&kept, Allowance::total(n), &Limit::none()).unwrap();
    assert_eq!(answer.objective, Some(4_644.845_691_362_354));
    assert_eq!(lscp(&kept, 5000.0, Least::Sites, &Limit::none()).unwrap().objective, Some(16.0));
    let closed = vec![Site { role: Role::Closed, ..Site::candidate() }; n];
    let shut = siting.with_sites(closed).unwrap();
    assert!(p_median(&shut, Allowance::total(1), None, &Limit::none()).is_err());
    let none = lscp(&shut, 5000.0, Least::Sites, &Limit::none()).unwrap();
    assert!(
        matches!(none.status, Status::Infeasible { uncoverable, .. } if uncoverable.len() == 205)
    );
}

proptest! {
    /// Any text is read or refused, never a panic.
    #[test]
    fn any_text(text in "[0-9 \n.a-]{0,60}") {
        let _ = read_orlib(&text);
    }

    /// A sound file cut anywhere is refused or, if nothing that counts is lost, read the same.
    #[test]
    fn cut_file(at in 0..40_usize) {
        let text = "3 3 1\n1 2 10\n2 3 10\n1 3 50\n";
        let cut = &text[..at.min(text.len())];
        if let Ok(read) = read_orlib(cut) {
            prop_assert!(cut.lines().count() == 4);
            prop_assert_eq!(read.p, 1);
        }
    }

    /// Any numbers make a table or a refusal.
    #[test]
    fn any_costs(values in proptest::collection::vec(any::<f64>(), 6), demand in proptest::collection::vec(any::<f64>(), 3)) {
        let Ok(costs) = Costs::dense(2, 3, &values) else { return Ok(()) };
        let Ok(siting) = Siting::new(costs, demand) else { return Ok(()) };
        let _ = p_median(&siting, Allowance::total(1), None, &Limit::none().with_nodes(50));
        let _ = p_centre(&siting, Allowance::total(1), &Limit::none().with_nodes(50));
    }
}
