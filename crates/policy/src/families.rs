//! Puts people into households: children get parents of a fitting age, elders their place, couples
//! each other. Everybody is placed exactly once; who is left lives in a collective household.

use crate::households::{Household, Relation, Shells, Sizes};
use crate::pool::{Ages, Pool, Soul, other};
use basis::Chance;
use basis::codes::Sex;

/// Elders are counted from 65 on, as in the census table.
pub(crate) const ELDER: i32 = 65;
const ELDERS: Ages = (ELDER, 104);
const ADULTS: Ages = (18, ELDER - 1);
const MINORS: Ages = (0, 17);
/// Law gives the ages from which one may marry: women 20, men 22 (Civil Code, article 1047).
const MARRIAGE: [i32; 2] = [22, 20];

/// All households, and the people of the collective ones.
pub(crate) struct Homes {
    /// Family households.
    pub(crate) households: Vec<Household>,
    /// Who lives in collective households.
    pub(crate) collective: Vec<usize>,
}

/// Fits the people into the shells; refuses when somebody is missing for a place.
pub(crate) fn settle(souls: &[Soul], shells: &Shells, chance: Chance) -> Result<Homes, String> {
    let mut settler = Settler { pool: Pool::new(souls), chance, households: Vec::new() };
    let children = settler.children(shells)?;
    settler.four_generations(shells.four_generations)?;
    settler.three_generations(&shells.three_generations)?;
    settler.elder_parents(&shells.one_elder_parent, 1)?;
    settler.elder_parents(&shells.two_elder_parents, 2)?;
    settler.families(&shells.families)?;
    settler.elders_alone(shells.elder_alone)?;
    settler.elder_couples(shells.pairs[0], shells.pairs[1])?;
    let collective = settler.collective(children, shells)?;
    settler.alone_and_couples(shells.alone, shells.pairs[2])?;
    Ok(Homes { households: settler.households, collective })
}

struct Settler<'a> {
    pool: Pool<'a>,
    chance: Chance,
    households: Vec<Household>,
}

impl Settler<'_> {
    fn home(&mut self, members: Vec<(usize, Relation)>) {
        self.households.push(Household { members, elder_alone: false });
    }

    fn female(&mut self, rate: u32) -> Sex {
        if self.chance.per_mille(rate) { Sex::Female } else { Sex::Male }
    }

    fn elder(&mut self, sex: Sex, wanted: i32, ages: Ages) -> Result<usize, String> {
        self.pool
            .take_either(sex, wanted, ages)
            .or_else(|| self.pool.take_either(sex, wanted, ELDERS))
            .ok_or_else(|| "more places for elders than elders".to_owned())
    }

    fn adult(&mut self, sex: Sex, wanted: i32, ages: Ages) -> Result<usize, String> {
        let within = (ages.0.max(ADULTS.0), ages.1.min(ADULTS.1));
        self.pool
            .take_either(sex, wanted, within)
            .or_else(|| self.pool.take_either(sex, wanted, ADULTS))
            .ok_or_else(|| "more places for adults than adults".to_owned())
    }

    /// Minors beyond the places for children; they must live in collective households (schools).
    fn children(&mut self, shells: &Shells) -> Result<Vec<usize>, String> {
        let places = shells.families.iter().map(|size| size - parents(*size)).sum::<usize>()
            + shells.three_generations.iter().enumerate().fold(0, |sum, (elders, sizes)| {
                sum + sizes.iter().map(|size| three(*size, elders).2).sum::<usize>()
            })
            + shells.four_generations;
        let minors = self.pool.count(Sex::Male, MINORS) + self.pool.count(Sex::Female, MINORS);
        (places..minors)
            .map(|_| {
                let sex = self.female(480);
                self.pool.take_either(sex, 17, MINORS).ok_or("no minor left".to_owned())
            })
            .collect()
    }

    /// The first child of a home (a minor while there are any, then a young adult), then its
    /// brothers and sisters, a few years apart.
    fn brood(&mut self, count: usize, ages: Ages) -> Result<Vec<usize>, String> {
        let mut brood: Vec<usize> = Vec::new();
        for _ in 0..count {
            let sex = self.female(480);
            let found = match brood.first() {
                None => self.pool.take_any(ages, &mut self.chance),
                Some(first) => {
                    let near = self.pool.age(*first);
                    let wanted = near + self.chance.between(-4, 4);
                    self.pool.take_either(sex, wanted, ((near - 10).max(0), near + 10))
                }
            };
            let child = found
                .or_else(|| self.pool.take_any(MINORS, &mut self.chance))
                .or_else(|| self.pool.take_either(sex, 19, (18, 35)))
                .ok_or("more places for children than children")?;
            brood.push(child);
        }
        Ok(brood)
    }

    /// One or two parents for children; the man first, he is the head.
    fn parents_of(&mut self, brood: &[usize], count: usize) -> Result<Vec<usize>, String> {
        let ages = brood.iter().map(|child| self.pool.age(*child));
        let (eldest, youngest) = (ages.clone().max().unwrap_or(0), ages.min().unwrap_or(0));
        let wanted = eldest + self.chance.between(23, 30);
        let mother = ((eldest + 17).max(MARRIAGE[1]), youngest + 46);
        let father = ((eldest + 18).max(MARRIAGE[0]), youngest + 58);
        if count == 1 {
            let alone = self.female(600);
            return Ok(vec![self.adult(alone, wanted, mother)?]);
        }
        let woman = self.adult(Sex::Female, wanted, mother)?;
        let older = self.pool.age(woman) + self.chance.between(-1, 5);
        Ok(vec![self.adult(Sex::Male, older, father)?, woman])
    }

    fn families(&mut self, sizes: &Sizes) -> Result<(), String> {
        // The large homes choose first: they need children near each other in age.
        for size in sizes.iter().rev() {
            let brood = self.brood(size - parents(*size), MINORS)?;
            let couple = self.parents_of(&brood, parents(*size))?;
            let members = roles(&couple, Relation::Spouse).chain(all(&brood, Relation::Child));
            let members = members.collect();
            self.home(members);
        }
        Ok(())
    }

    fn elder_parents(&mut self, sizes: &Sizes, elders: usize) -> Result<(), String> {
        for size in sizes {
            let sex = if elders == 1 { self.female(700) } else { Sex::Male };
            let age = if elders == 1 { 78 } else { 72 } + self.chance.between(-9, 9);
            let mut old = vec![self.elder(sex, age, ELDERS)?];
            if elders == 2 {
                old.push(self.elder(Sex::Female, age - 2, ELDERS)?);
            }
            let eldest = old.iter().map(|elder| self.pool.age(*elder)).max().unwrap_or(0);
            let mut members: Vec<_> = roles(&old, Relation::Spouse).collect();
            for _ in elders..*size {
                let sex = self.female(350);
                let wanted = eldest - self.chance.between(24, 34);
                let child = self.adult(sex, wanted, (eldest - 45, eldest - 18))?;
                members.push((child, Relation::Child));
            }
            self.home(members);
        }
        Ok(())
    }

    fn three_generations(&mut self, sizes: &[Sizes; 4]) -> Result<(), String> {
        // Grandparents with young grandchildren are not elders yet; the others are.
        for (elders, sizes) in sizes.iter().enumerate() {
            for size in sizes {
                let (grand, middle, children) = three(*size, elders);
                let ages = [(0, 9), (3, 17), (3, 17), (8, 17)][elders];
                let brood = self.brood(children, ages)?;
                let couple = self.parents_of(&brood, middle)?;
                let old = self.grandparents(&couple, grand, elders > 0)?;
                let members = roles(&couple, Relation::Spouse)
                    .chain(all(&old, Relation::Parent))
                    .chain(all(&brood, Relation::Child))
                    .collect();
                self.home(members);
            }
        }
        Ok(())
    }

    fn grandparents(
        &mut self,
        couple: &[usize],
        count: usize,
        elders: bool,
    ) -> Result<Vec<usize>, String> {
        let middle = self.pool.age(couple[0]);
        (0..count)
            .map(|i| {
                let sex =
                    if count == 1 { self.female(700) } else { [Sex::Male, Sex::Female][i % 2] };
                let wanted = middle + self.chance.between(23, 30);
                if elders {
                    self.elder(sex, wanted, (ELDER.max(middle + 17), middle + 46))
                } else {
                    self.adult(sex, wanted, (middle + 17, ADULTS.1))
                }
            })
            .collect()
    }

    fn four_generations(&mut self, count: usize) -> Result<(), String> {
        for _ in 0..count {
            let brood = self.brood(1, (0, 4))?;
            let couple = self.parents_of(&brood, 2)?;
            let grand = self.grandparents(&couple, 2, false)?;
            let oldest = self.pool.age(grand[0]).max(self.pool.age(grand[1]));
            let sex = self.female(700);
            let great = self.elder(sex, oldest + 24, (ELDER.max(oldest + 17), 104))?;
            let members = roles(&grand, Relation::Spouse)
                .chain([(great, Relation::Parent)])
                .chain(all(&couple, Relation::Child))
                .chain(all(&brood, Relation::Grandchild))
                .collect();
            self.home(members);
        }
        Ok(())
    }

    fn elders_alone(&mut self, count: usize) -> Result<(), String> {
        for _ in 0..count {
            let sex = self.female(600);
            let age = 77 + self.chance.between(-11, 12);
            let elder = self.elder(sex, age, ELDERS)?;
            self.households
                .push(Household { members: vec![(elder, Relation::Head)], elder_alone: true });
        }
        Ok(())
    }

    fn elder_couples(&mut self, both: usize, mixed: usize) -> Result<(), String> {
        for _ in 0..both {
            let man = self.pool.take_of(Sex::Male, ELDERS, &mut self.chance);
            let man = man.or_else(|| self.pool.take_any(ELDERS, &mut self.chance));
            let man = man.ok_or("more places for elders than elders")?;
            let younger = self.pool.age(man) - self.chance.between(-2, 5);
            let woman = self.elder(other(self.pool.sex(man)), younger, ELDERS)?;
            self.couple(man, woman);
        }
        for _ in 0..mixed {
            let (old, young) = (ELDER + self.chance.between(0, 4), 63 - self.chance.between(0, 3));
            let elder = self.elder(Sex::Male, old, ELDERS)?;
            let sex = other(self.pool.sex(elder));
            let younger = self.adult(sex, young, (50, ADULTS.1))?;
            self.couple(elder, younger);
        }
        Ok(())
    }

    fn couple(&mut self, one: usize, other: usize) {
        let free = |person| self.pool.age(person) >= MARRIAGE[self.pool.sex(person) as usize];
        let married = self.pool.sex(one) != self.pool.sex(other) && free(one) && free(other);
        let relation = if married { Relation::Spouse } else { Relation::Other };
        self.home(vec![(one, Relation::Head), (other, relation)]);
    }

    /// All elders without a place, minors beyond the places of children, and as many younger adults
    /// (two thirds of them men) as no family household holds.
    fn collective(&mut self, minors: Vec<usize>, shells: &Shells) -> Result<Vec<usize>, String> {
        let mut people = minors;
        for sex in [Sex::Male, Sex::Female] {
            people.extend(self.pool.take_all(sex, ELDERS));
        }
        let left = self.pool.count(Sex::Male, (0, 104)) + self.pool.count(Sex::Female, (0, 104));
        let places = shells.alone + 2 * shells.pairs[2];
        let beyond = left.checked_sub(places).ok_or("more places for adults than adults")?;
        for _ in 0..beyond {
            let (sex, wanted) = (self.female(330), self.chance.between(18, 44));
            people.push(self.adult(sex, wanted, ADULTS)?);
        }
        Ok(people)
    }

    /// The last homes take everybody who is left: some live alone whatever their age, then the oldest
    /// pair off with each other, and the young who remain live alone too.
    fn alone_and_couples(&mut self, alone: usize, pairs: usize) -> Result<(), String> {
        let at_random = alone / 4;
        for _ in 0..at_random {
            let men = self.pool.count(Sex::Male, ADULTS).saturating_sub(pairs);
            let women = self.pool.count(Sex::Female, ADULTS).saturating_sub(pairs);
            let sex = if self.chance.index(men + women) < men { Sex::Male } else { Sex::Female };
            let one = self.pool.take_of(sex, ADULTS, &mut self.chance);
            let one = one.ok_or("more homes than adults")?;
            self.home(vec![(one, Relation::Head)]);
        }
        let mut men = self.pool.take_all(Sex::Male, ADULTS);
        let mut women = self.pool.take_all(Sex::Female, ADULTS);
        let mixed = pairs.min(men.len()).min(women.len());
        let older = men.split_off(men.len() - mixed).into_iter();
        for (man, woman) in older.zip(women.split_off(women.len() - mixed)) {
            self.couple(man, woman);
        }
        let mut left = [men, women].concat();
        left.sort_by_key(|person| self.pool.age(*person));
        let mates = left.split_off((alone - at_random).min(left.len()));
        for one in left {
            self.home(vec![(one, Relation::Head)]);
        }
        // Where one sex was in excess, some share homes as brothers, sisters or mates.
        for mates in mates.chunks(2) {
            let [one, other] = mates else { return Err("an odd number of adults is left".into()) };
            self.couple(*one, *other);
        }
        Ok(())
    }
}

/// How many parents a home of parents and children has.
fn parents(size: usize) -> usize {
    if size > 2 { 2 } else { 1 }
}

/// Grandparents, parents and children of a home of three generations.
fn three(size: usize, elders: usize) -> (usize, usize, usize) {
    let grand = if elders == 0 { if size > 4 { 2 } else { 1 } } else { elders.min(size - 2) };
    let middle = (size - grand - 1).min(2);
    (grand, middle, size - grand - middle)
}

fn all(people: &[usize], relation: Relation) -> impl Iterator<Item = (usize, Relation)> {
    people.iter().map(move |person| (*person, relation))
}

/// The first is the head, the others what is given.
fn roles(people: &[usize], others: Relation) -> impl Iterator<Item = (usize, Relation)> {
    people
        .iter()
        .enumerate()
        .map(move |(i, person)| (*person, if i == 0 { Relation::Head } else { others }))
}
