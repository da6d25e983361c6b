//! How many households of which kind and size: the plan that the families are then fitted into.

use serde::{Deserialize, Serialize};

use crate::apportion::apportion;
use crate::census::{Census, ElderCounts};
use crate::traits::Assumptions;

/// What somebody is to the head of the household.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// 户主
    Head,
    /// 配偶
    Spouse,
    /// 子女
    Child,
    /// 父母
    Parent,
    /// 孙子女 and below
    Grandchild,
    /// Somebody of the same generation who is not the spouse, or another relative.
    Other,
    /// A resident of a collective household (集体户): dormitory, barracks, nursing home.
    Collective,
}

impl Relation {
    /// The word of the household register.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::Head => "户主",
            Self::Spouse => "配偶",
            Self::Child => "子女",
            Self::Parent => "父母",
            Self::Grandchild => "孙子女",
            Self::Other => "其他亲属",
            Self::Collective => "集体户成员",
        }
    }
}

/// A household with its people (indexes into the population).
#[derive(Clone, Debug)]
pub(crate) struct Household {
    /// Who lives there and as what; the head first.
    pub(crate) members: Vec<(usize, Relation)>,
    /// An elder of 65 or more who lives alone.
    pub(crate) elder_alone: bool,
}

/// Sizes of a kind of household, in the order in which they are used up.
pub(crate) type Sizes = Vec<usize>;

/// The households of a county: how many of each kind. Persons and households come out exact.
#[derive(Clone, Debug)]
pub(crate) struct Shells {
    /// One elder alone.
    pub(crate) elder_alone: usize,
    /// One younger adult alone.
    pub(crate) alone: usize,
    /// Couples of two elders, of an elder and a younger person, of two younger people.
    pub(crate) pairs: [usize; 3],
    /// Elder parent with grown children: the sizes.
    pub(crate) one_elder_parent: Sizes,
    /// Two elder parents with grown children: the sizes.
    pub(crate) two_elder_parents: Sizes,
    /// Parents (or one parent) with children: the sizes.
    pub(crate) families: Sizes,
    /// Three generations with no, one, two or three elders: the sizes.
    pub(crate) three_generations: [Sizes; 4],
    /// Four generations, of [`FOUR_GENERATIONS`] people each, one of them an elder.
    pub(crate) four_generations: usize,
}

/// How many people live in a household of four generations.
pub(crate) const FOUR_GENERATIONS: usize = 6;

impl Shells {
    /// Plans the households for so many people, or says that they do not fit the census' households.
    pub(crate) fn plan(
        census: &Census,
        people: u64,
        assumptions: &Assumptions,
    ) -> Result<Self, String> {
        let counts = &census.households;
        let scale = |count: u64| nearest(count, people, census.people);
        let inside = scale(counts.people);
        let (one, two, three, four) = (
            scale(counts.one_person),
            scale(counts.two_generations),
            scale(counts.three_generations),
            scale(counts.four_generations),
        );
        let pairs = scale(counts.one_generation).saturating_sub(one);
        let elders = Elders::plan(census, people, assumptions, [one, pairs, two, three, four]);
        let mut three_sizes = sizes(three, &assumptions.three_generation_sizes, 4);
        let used = one + 2 * pairs + three_sizes.iter().sum::<usize>() + FOUR_GENERATIONS * four;
        let left =
            inside.checked_sub(used).ok_or("too many households of one and three generations")?;
        let mut two_sizes = fitted(sizes(two, &assumptions.two_generation_sizes, 2), left, 2..=8)?;
        // The largest three-generation homes hold the most elders; small ones of two generations hold an elder parent.
        let three_elders = three_sizes.split_off(three - elders.three[3].min(three));
        let mut deal = |count: usize| split(&mut three_sizes, count);
        let three_generations =
            [deal(elders.three[0]), deal(elders.three[1]), deal(elders.three[2])];
        let one_elder_parent = split(&mut two_sizes, elders.parents[0]);
        let two_elder_parents = split_from(&mut two_sizes, elders.parents[1], 3);
        Ok(Self {
            elder_alone: elders.alone,
            alone: one - elders.alone,
            pairs: [elders.pairs[0], elders.pairs[1], pairs - elders.pairs[0] - elders.pairs[1]],
            one_elder_parent,
            two_elder_parents,
            families: two_sizes,
            three_generations: with(three_generations, three_elders),
            four_generations: four,
        })
    }
}

fn with(first: [Sizes; 3], last: Sizes) -> [Sizes; 4] {
    let [none, one, two] = first;
    [none, one, two, last]
}

/// Where the households with elders are: alone, in couples, with their children, in three generations.
struct Elders {
    alone: usize,
    pairs: [usize; 2],
    parents: [usize; 2],
    three: [usize; 4],
}

impl Elders {
    fn plan(census: &Census, people: u64, assumed: &Assumptions, kinds: [usize; 5]) -> Self {
        let [one, pairs, two, three, four] = kinds;
        let ElderCounts { one: h1, two: h2, three: h3 } = census.elders;
        let scale = |count: u64| nearest(count, people, census.people);
        let (h1, h2, h3) = (scale(h1), scale(h2), scale(h3).min(three));
        let part = |count: usize, rate: u32| count * rate as usize / 1000;
        let alone = part(h1, assumed.alone_among_one_elder_homes).min(one);
        let three_one = part(three, assumed.three_generations_with_one_elder).min(three - h3);
        let three_two =
            part(three, assumed.three_generations_with_two_elders).min(three - h3 - three_one);
        let parent_one = part(two, assumed.two_generations_with_one_elder);
        let parent_two = part(two, assumed.two_generations_with_two_elders);
        let both = h2.saturating_sub(parent_two + three_two).min(pairs);
        let mixed = h1.saturating_sub(alone + four + parent_one + three_one).min(pairs - both);
        Self {
            alone,
            pairs: [both, mixed],
            parents: [parent_one, parent_two],
            three: [three - h3 - three_one - three_two, three_one, three_two, h3],
        }
    }
}

/// `count * people / whole`, rounded to the nearest.
fn nearest(count: u64, people: u64, whole: u64) -> usize {
    let exact = u128::from(count) * u128::from(people);
    let rounded = (2 * exact + u128::from(whole)) / (2 * u128::from(whole).max(1));
    usize::try_from(rounded).unwrap_or(usize::MAX)
}

/// So many households with sizes by weight, small ones first.
fn sizes(count: usize, weights: &[u32], smallest: usize) -> Sizes {
    let weights: Vec<u64> = weights.iter().map(|weight| u64::from(*weight)).collect();
    let shares = apportion(count as u64, &weights);
    shares
        .into_iter()
        .enumerate()
        .flat_map(|(i, share)| (0..share).map(move |_| smallest + i))
        .collect()
}

/// Grows or shrinks households one by one until exactly so many people live in them.
fn fitted(
    mut sizes: Sizes,
    people: usize,
    bounds: std::ops::RangeInclusive<usize>,
) -> Result<Sizes, String> {
    let (least, most) = (sizes.len() * bounds.start(), sizes.len() * bounds.end());
    if !(least..=most).contains(&people) {
        return Err(format!("{people} people do not fit into {} homes", sizes.len()));
    }
    let mut now: usize = sizes.iter().sum();
    while now != people {
        for size in &mut sizes {
            if now < people && size < &mut bounds.end().clone() {
                *size += 1;
                now += 1;
            } else if now > people && size > &mut bounds.start().clone() {
                *size -= 1;
                now -= 1;
            }
        }
    }
    sizes.sort_unstable();
    Ok(sizes)
}

/// Takes so many from the front, or as many as there are.
fn split(sizes: &mut Sizes, count: usize) -> Sizes {
    let rest = sizes.split_off(count.min(sizes.len()));
    std::mem::replace(sizes, rest)
}

/// Takes so many of at least that size.
fn split_from(sizes: &mut Sizes, count: usize, least: usize) -> Sizes {
    let start = sizes.partition_point(|size| *size < least);
    let end = (start + count).min(sizes.len());
    sizes.drain(start..end).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::LONGYOU;

    #[test]
    fn at_full_size_the_households_are_those_of_the_census() {
        let census = Census::parse(LONGYOU, "330825").unwrap();
        let shells = Shells::plan(&census, census.people, &Assumptions::default()).unwrap();
        assert_eq!(shells.elder_alone + shells.alone, 49_307);
        assert_eq!(shells.pairs.iter().sum::<usize>(), 102_786 - 49_307);
        let two = [&shells.one_elder_parent, &shells.two_elder_parents, &shells.families];
        assert_eq!(two.iter().map(|sizes| sizes.len()).sum::<usize>(), 45_645);
        let three = shells.three_generations.iter().map(Vec::len).sum::<usize>();
        assert_eq!((three, shells.four_generations), (9_146, 204));
        let people = shells.elder_alone
            + shells.alone
            + 2 * shells.pairs.iter().sum::<usize>()
            + two.iter().flat_map(|sizes| sizes.iter()).sum::<usize>()
            + shells.three_generations.iter().flatten().sum::<usize>()
            + FOUR_GENERATIONS * shells.four_generations;
        assert_eq!(people, 336_741, "people in family households");
    }

    #[test]
    fn sizes_are_fitted_one_by_one_and_refused_when_they_cannot() {
        assert_eq!(fitted(vec![2, 2, 3], 9, 2..=4).unwrap(), [3, 3, 3]);
        assert_eq!(fitted(vec![3, 4, 4], 6, 2..=4).unwrap(), [2, 2, 2]);
        assert!(fitted(vec![3, 4], 20, 2..=8).is_err());
    }
}
