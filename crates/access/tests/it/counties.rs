//! Counties of the 2020 census and the county panel: inequality within provinces, and convergence.

use access::equity::{Better, Entropy, Grouped, Nesting, Sample, urban_rural};
use access::index::{
    Direction, Indicator, Method, Normalisation, Observation, Panel, Scores, Weighting,
    beta_convergence, sigma_convergence,
};

use crate::given::{Table, near, table};

/// Rows of real counties: six digits, not ending in 00 (which are totals of the same table).
fn county_rows(census: &Table) -> Vec<(usize, String)> {
    let codes = census.texts("区划代码");
    let county = |code: &str| code.len() == 6 && !code.ends_with("00");
    codes.into_iter().enumerate().filter(|(_, code)| county(code)).collect()
}

#[test]
fn schooling_within_and_between_provinces() {
    let Some(census) = table("cn-census/census-2020-county.csv") else { return };
    let counties = county_rows(&census);
    assert!(counties.len() > 1_400, "{}", counties.len());
    let (years, people) = (census.numbers("平均受教育年限_合计"), census.numbers("人口数_合计"));
    let known: Vec<_> = counties
        .iter()
        .filter_map(|(row, code)| Some((code.as_str(), years[*row]?, people[*row]?)))
        .collect();
    let values: Vec<f64> = known.iter().map(|one| one.1).collect();
    let weights: Vec<f64> = known.iter().map(|one| one.2).collect();
    let codes: Vec<&str> = known.iter().map(|one| one.0).collect();
    let sample = Sample::new(&values, Some(&weights)).unwrap();
    assert!((9.0..11.0).contains(&sample.mean()), "{}", sample.mean());
    let (nesting, names) = Nesting::of_codes(&codes, &[4, 2]).unwrap();
    assert_eq!(names[1].len(), 17);
    let parts = Grouped::new(&sample, &nesting).unwrap().entropy(Entropy::T).unwrap();
    let whole = access::equity::entropy(&sample, Entropy::T).unwrap();
    near(parts.between.iter().sum::<f64>() + parts.within, whole, 1e-9, "the parts");
    assert!(parts.within > 0.0 && parts.between.iter().all(|part| *part > 0.0));
    // Counties are either mostly urban or mostly rural; schooling is longer in the urban ones.
    let (urban, rural) = (census.numbers("城镇人口"), census.numbers("乡村人口"));
    let is_rural: Vec<bool> = counties
        .iter()
        .filter(|(row, _)| years[*row].is_some() && people[*row].is_some())
        .map(|(row, _)| rural[*row].unwrap_or(0.0) > urban[*row].unwrap_or(0.0))
        .collect();
    let found = urban_rural(&sample, &is_rural, Better::More, 1.2).unwrap().unwrap();
    assert!(found.ratio > 1.1 && found.ratio < 1.5, "{found:?}");
}

#[test]
fn an_index_of_counties_from_shares_of_the_census() {
    let Some(census) = table("cn-census/census-2020-county.csv") else { return };
    // The long form of a tenth of households: shares, never totals.
    let households = census.numbers("家庭户户数_长表");
    let of = ["住房內有管道自来水", "住房内有洗澡设施", "拥有家用汽车"];
    let counts = of.map(|name| census.numbers(name));
    let schooling = census.numbers("平均受教育年限_合计");
    let complete: Vec<(usize, String)> = county_rows(&census)
        .into_iter()
        .filter(|(row, _)| {
            households[*row].is_some_and(|all| all > 0.0)
                && schooling[*row].is_some()
                && counts.iter().all(|count| count[*row].is_some())
        })
        .collect();
    assert!(complete.len() > 1_400, "{}", complete.len());
    let mut rows = Vec::new();
    for (row, code) in &complete {
        let all = households[*row].unwrap();
        let mut push = |indicator, value| {
            rows.push(Observation { indicator, unit: code.as_str(), year: 2020, value });
        };
        for (name, count) in of.into_iter().zip(&counts) {
            push(name, count[*row].unwrap() / all);
        }
        push("schooling", schooling[*row].unwrap());
    }
    let indicators = of.into_iter().chain(["schooling"]).map(|name| Indicator {
        name: name.to_owned(),
        unit: "share".to_owned(),
        direction: Direction::More,
    });
    let panel = Panel::new(indicators.collect(), &rows, Vec::new()).unwrap();
    let (how, weighting) = (Normalisation::MinMax, Weighting::Critic);
    let scores = Scores::of(&panel, &[2020], how, &weighting, Method::Topsis).unwrap();
    assert!(scores.scores[0].iter().all(|score| (0.0..=1.0).contains(score)));
    let ranks = scores.ranks(0);
    near(ranks.iter().sum(), (ranks.len() * (ranks.len() + 1) / 2) as f64, 1e-12, "ranks");
}

#[test]
fn rural_incomes_of_poor_counties_converge() {
    let Some(income) = table("cn-county-panel/income.csv") else { return };
    let (years, codes) = (income.all_numbers("year"), income.texts("code"));
    let rural = income.numbers("RurPerNetInc");
    let of_year = |year: f64| -> std::collections::BTreeMap<&str, f64> {
        (0..codes.len())
            .filter(|row| years[*row] == year)
            .filter_map(|row| rural[row].filter(|x| *x > 0.0).map(|x| (codes[row].as_str(), x)))
            .collect()
    };
    let (start, end) = (of_year(2005.0), of_year(2012.0));
    let both: Vec<(f64, f64)> =
        start.iter().filter_map(|(code, x)| end.get(code).map(|y| (*x, *y))).collect();
    assert!(both.len() > 200, "{}", both.len());
    let (x, y): (Vec<f64>, Vec<f64>) = both.into_iter().unzip();
    let beta = beta_convergence(&x, &y, 7.0).unwrap();
    assert!(beta.slope < 0.0 && beta.half_life.is_some(), "{beta:?}");
    let sigma = sigma_convergence(&[2005, 2012], &[x, y]).unwrap();
    assert!(sigma[0].of_logarithms > 0.0 && sigma[1].of_logarithms > 0.0);
}
