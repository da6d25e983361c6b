//! How one objects, from the demo county's own data.

use std::path::Path;
use std::sync::Arc;

use basis::ambient::SeededEntropy;
use basis::{Calendar, Divisions, Text};
use cases::Cases;
use catalogue::{Catalogue, Settings};
use ledger::{Keyring, Ledger, LogKeys};
use web::Rewording;

use super::{Office, appeal};

const COUNTY: &str = "330825";

#[test]
fn how_one_objects_comes_from_the_matter_and_the_department_and_is_never_guessed() {
    let site = web::testing::site();
    let today = site.ambient.now().date();
    let keys = LogKeys::generate("longyou.example/ledger", &SeededEntropy::new(5)).unwrap();
    let keyring = Keyring::new([(COUNTY.to_owned(), keys)]);
    let ledger = Ledger::new(store::testing::sqlite(), site.ambient.clone(), keyring);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/catalogue");
    let catalogue = Arc::new(Catalogue::load(&folder, &Settings::on(today)).unwrap());
    let calendar = Calendar::from_years(Vec::new());
    let cases = Cases::new(ledger, catalogue.clone(), calendar, COUNTY);
    let divisions = Divisions::load(&[], None).unwrap().0;
    let office = Office {
        settings: &site.settings,
        wording: &site.wording,
        cases: &cases,
        divisions: &divisions,
        now: site.ambient.now(),
    };
    let of = |matter: &str, department: &str| {
        let matter = catalogue.matter(COUNTY, matter, today).unwrap();
        appeal(matter, department, office)
    };
    let permit = of("small-catering", "shichang").unwrap();
    assert_eq!((&*permit.review.to, &*permit.review.within), ("龙游县人民政府", "60日"));
    assert_eq!(permit.review.sources[0].to_string(), "《行政复议法》第二十条");
    assert_eq!(permit.court.within, "6个月");
    assert_eq!(permit.court.to, "有管辖权的人民法院（是哪一家，请打电话 12345 问）");
    let begins = "对本决定不服的，可以自收到本文书之日起60日内向龙游县人民政府申请行政复议（《行政复议法》第二十条），";
    assert!(permit.words.starts_with(begins), "{}", permit.words);
    let tax = of("invoice-setup", "shuiwu").unwrap();
    assert_eq!(tax.review.to, "国家税务总局衢州市税务局", "taxes are reviewed one level above");
    let fund = of("housing-fund-withdrawal", "gongjijin").unwrap();
    assert!(fund.review.to.contains("请打电话 12345 问"), "{}", fund.review.to);
    assert_eq!(of("bank-account-booking", "yinhang"), None, "a bank decides nothing of authority");
    // Words that are changed afterwards are not those of a paper of before.
    let later = site.ambient.now().plus_millis(1);
    let change = Rewording {
        key: "certificates.paper.any-court".to_owned(),
        number: 1,
        words: Some(Text::new("人民法院", "a court")),
        from: today,
        published: later,
    };
    site.wording.put(vec![change], later);
    assert_eq!(of("small-catering", "shichang"), Some(permit));
    let matter = catalogue.matter(COUNTY, "small-catering", today).unwrap();
    let appeal = appeal(matter, "shichang", Office { now: later, ..office }).unwrap();
    assert!(appeal.court.to.starts_with("人民法院（"), "{}", appeal.court.to);
}
