//! The equalization index of 31 provinces from national statistics, and what its README warns of.

use access::index::{
    Break, Direction, Indicator, Method, Normalisation, Observation, Panel, Scores, Weighting,
    beta_convergence, sigma_convergence,
};

use crate::given::{Table, table};

/// Services by head, and which way they are good.
const INDICATORS: [(&str, Direction); 8] = [
    ("primary_pupils_per_teacher", Direction::Less),
    ("junior_pupils_per_teacher", Direction::Less),
    ("health_technicians_per_10k", Direction::More),
    ("public_toilets_per_10k", Direction::More),
    ("public_transit_vehicles_per_10k", Direction::More),
    ("urban_water_coverage", Direction::More),
    ("urban_gas_coverage", Direction::More),
    ("disposable_income_per_capita", Direction::More),
];

fn statistics() -> Option<Table> {
    table("cn-province-indicators/province-indicators.csv")
}

fn panel(statistics: &Table, names: &[(&str, Direction)], breaks: Vec<Break>) -> Panel {
    let unit = |name: &str| {
        let at = statistics.texts("indicator").iter().position(|other| other == name).unwrap();
        statistics.texts("unit")[at].clone()
    };
    let indicators = names
        .iter()
        .map(|(name, direction)| Indicator {
            name: (*name).to_owned(),
            unit: unit(name),
            direction: *direction,
        })
        .collect();
    let (names, provinces) = (statistics.texts("indicator"), statistics.texts("province"));
    let (years, values) = (statistics.all_numbers("year"), statistics.all_numbers("value"));
    let rows: Vec<Observation<'_>> = (0..names.len())
        .map(|row| Observation {
            indicator: &names[row],
            unit: &provinces[row],
            year: years[row] as i32,
            value: values[row],
        })
        .collect();
    Panel::new(indicators, &rows, breaks).unwrap()
}

#[test]
fn the_index_ranks_31_provinces_in_every_year() {
    let Some(statistics) = statistics() else { return };
    let panel = panel(&statistics, &INDICATORS, Vec::new());
    assert_eq!(panel.units().len(), 31);
    let years = panel.complete_years();
    assert_eq!((years[0], years[years.len() - 1], years.len()), (2008, 2018, 11));
    for weighting in [Weighting::Entropy, Weighting::Critic, Weighting::Equal] {
        for method in [Method::WeightedSum, Method::Topsis] {
            let how = Normalisation::MinMax;
            let scores = Scores::of(&panel, &years, how, &weighting, method).unwrap();
            assert!((scores.weights.iter().sum::<f64>() - 1.0).abs() < 1e-12);
            assert!(scores.scores.iter().flatten().all(|score| (0.0..=1.0).contains(score)));
            // Over ten years services grew nearly everywhere, on one scale for all years.
            let (first, last) = (&scores.scores[0], &scores.scores[10]);
            let grew = first.iter().zip(last).filter(|(a, b)| b > a).count();
            assert!(grew >= 29, "{weighting:?} {method:?}: {grew}");
            let capital = panel.units().iter().position(|unit| unit == "北京市").unwrap();
            assert!(scores.ranks(10)[capital] <= 8.0, "{weighting:?} {method:?}");
            let obstacles: f64 = scores.obstacles(10, 3).iter().sum();
            assert!((obstacles - 1.0).abs() < 1e-12);
        }
    }
}

#[test]
fn provinces_draw_together_in_income() {
    let Some(statistics) = statistics() else { return };
    let panel = panel(&statistics, &[("disposable_income_per_capita", Direction::More)], vec![]);
    let years = panel.years().to_vec();
    let of_year = |year: usize| -> Vec<f64> {
        (0..31).map(|unit| panel.value(year, unit, 0).unwrap()).collect()
    };
    let values: Vec<Vec<f64>> = (0..years.len()).map(of_year).collect();
    let sigma = sigma_convergence(&years, &values).unwrap();
    assert!(sigma[sigma.len() - 1].of_logarithms < sigma[0].of_logarithms);
    let last = values.len() - 1;
    let beta = beta_convergence(&values[0], &values[last], last as f64).unwrap();
    assert!(beta.slope < -2.0 * beta.error && beta.half_life.is_some_and(|years| years > 10.0));
}

#[test]
fn a_ranking_says_how_firm_it_is() {
    let Some(statistics) = statistics() else { return };
    let panel = panel(&statistics, &INDICATORS, Vec::new());
    let (how, weighting) = (Normalisation::MinMax, Weighting::Entropy);
    let scores = Scores::of(&panel, &[2018], how, &weighting, Method::Topsis).unwrap();
    let found = scores.sensitivity(0, 0.2, 200, 7, &mut |_| true).unwrap().unwrap();
    assert!(found.correlation > 0.9 && found.correlation < 1.0, "{}", found.correlation);
    assert!(found.units.iter().all(|unit| unit.best <= unit.rank && unit.rank <= unit.worst));
    assert!(found.units.iter().any(|unit| unit.best < unit.worst));
}

#[test]
fn breaks_that_the_readme_names_are_found_and_marked_never_smoothed() {
    let Some(statistics) = statistics() else { return };
    let names = [
        ("health_institutions", Direction::More),
        ("basic_medical_insured", Direction::More),
        ("park_green_area_per_capita", Direction::More),
        ("health_institution_beds", Direction::More),
    ];
    let why = "village clinics came in".to_owned();
    let marked = vec![Break { indicator: "health_institutions".into(), year: 2009, why }];
    let panel = panel(&statistics, &names, marked);
    let jumps = panel.jumps(1.25);
    let find = |indicator: &str, year: i32, unit: Option<&str>| {
        jumps.iter().find(|jump| {
            (jump.indicator.as_str(), jump.year, jump.unit.as_deref()) == (indicator, year, unit)
        })
    };
    let clinics = find("health_institutions", 2009, None).expect("278,000 to 917,000");
    assert!(clinics.marked && (clinics.factor - 3.3).abs() < 0.1, "{clinics:?}");
    let insured = find("basic_medical_insured", 2017, None).expect("744 to 1,177 million");
    assert!(!insured.marked && (insured.factor - 1177.0 / 744.0).abs() < 0.01, "{insured:?}");
    let green = find("park_green_area_per_capita", 2006, Some("浙江省")).expect("9.31 to 6.99");
    assert!(green.factor < 0.8);
    // A whole year is missing, and stays missing.
    let missing =
        |name: &str, year| panel.gaps().filter(|gap| (gap.2, gap.0) == (name, year)).count();
    assert_eq!(missing("health_institution_beds", 2008), 31);
    assert_eq!(missing("basic_medical_insured", 2010), 31);
    let years = [2008, 2009];
    let refused = Scores::of(&panel, &years, Normalisation::Z, &Weighting::Equal, Method::Topsis);
    assert!(refused.unwrap_err().to_string().contains("in 2008 has nothing"), "named");
    assert_eq!(panel.segments(&[2007, 2008, 2009, 2010]), [vec![2007, 2008], vec![2009, 2010]]);
}
