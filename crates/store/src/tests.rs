//! The story of a database, told on SQLite and on PostgreSQL.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use basis::ambient::ManualClock;
use basis::{Ambient, Clock, Instant};

use crate::jobs::{self, Job};
use crate::workshop::{LEASE_MILLIS, Workshop};
use crate::{Store, StoreError, Tx, params, testing};

mod claims;
mod lost;
mod odd;
mod queue;
mod silent;

const COUNTY: &str = "330825";

fn job(ambient: &Ambient, key: &str) -> Job {
    Job {
        county: COUNTY.to_owned(),
        id: ambient.id(),
        kind: "test.work".to_owned(),
        dedupe: key.to_owned(),
        run_at: ambient.now(),
        body: "{}".to_owned(),
    }
}

fn waiting(store: &Store) -> usize {
    store
        .read_now(|tx| tx.query("SELECT id FROM jobs WHERE county = $1", &params![COUNTY]))
        .unwrap()
        .len()
}

fn on_each(story: impl Fn(&Store)) {
    let pooled = testing::pooled().map(|store| ("postgres, as behind a pooler", store));
    for (name, store) in testing::databases().into_iter().chain(pooled) {
        eprintln!("on {name}");
        story(&store);
    }
}

#[test]
fn what_is_refused_leaves_nothing_behind() {
    on_each(|store| {
        let (ambient, _) = Ambient::fixed(Instant::from_millis(1_800_000_000_000), 1);
        let first = job(&ambient, "a");
        let refused = store.write_now(move |tx| {
            jobs::enqueue(tx, &first)?;
            Err::<(), _>(StoreError::failed("testing", "changed my mind"))
        });
        assert!(refused.is_err());
        assert_eq!(waiting(store), 0);
    });
}

#[test]
fn a_snapshot_sees_one_moment_whatever_is_committed_meanwhile() {
    on_each(|store| {
        let (ambient, _) = Ambient::fixed(Instant::from_millis(1_800_000_000_000), 1);
        let later = job(&ambient, "later");
        let sql = "SELECT id FROM jobs WHERE county = $1";
        let seen = store.snapshot_now(|tx| {
            let before = tx.query(sql, &params![COUNTY])?.len();
            store.write_now(move |tx| jobs::enqueue(tx, &later))?;
            Ok::<_, StoreError>((before, tx.query(sql, &params![COUNTY])?.len()))
        });
        assert_eq!(seen.unwrap(), (0, 0));
        assert_eq!(waiting(store), 1);
    });
}

#[test]
fn many_rows_come_in_at_once_or_not_at_all() {
    on_each(|store| {
        let (ambient, _) = Ambient::fixed(Instant::from_millis(1_800_000_000_000), 1);
        let many: Vec<_> = (0..300).map(|at| job(&ambient, &format!("key-{at}"))).collect();
        let twice = [many.clone(), many[..1].to_vec()].concat();
        let refused = store.write_now(move |tx| jobs::bulk(tx, &twice));
        assert!(refused.is_err_and(|error| error.is_unique()));
        assert_eq!(waiting(store), 0);
        store.write_now(move |tx| jobs::bulk(tx, &many)).unwrap();
        assert_eq!(waiting(store), 300);
    });
}

#[test]
fn a_second_row_with_the_same_key_is_named() {
    on_each(|store| {
        let (ambient, _) = Ambient::fixed(Instant::from_millis(1_800_000_000_000), 1);
        let id = ambient.id();
        let insert = move |tx: &mut Tx<'_>| {
            tx.execute(
                "INSERT INTO jobs (county, id, kind, dedupe, run_at, lease_until, attempts, body)
                 VALUES ($2, $1, 'k', $1, $3, 0, 0, '')",
                &params![id, COUNTY, 5],
            )
        };
        assert_eq!(store.write_now(insert).unwrap(), 1);
        let again = store.write_now(insert).unwrap_err();
        assert!(again.is_unique(), "{again}");
        assert!(again.to_string().contains("jobs"), "{again}");
    });
}

#[test]
fn what_is_asked_for_later_is_kept_with_the_rest_or_not_at_all() {
    let put = "INSERT INTO jobs (county, id, kind, dedupe, run_at, lease_until, attempts, body)
        VALUES ($1, $2, 'k', $2, 5, 0, 0, '')";
    on_each(|store| {
        let (ambient, _) = Ambient::fixed(Instant::from_millis(1_800_000_000_000), 10);
        let (one, two, three) = (ambient.id(), ambient.id(), ambient.id());
        let before = testing::statements(store);
        let both = store.write_now(move |tx| {
            tx.later(put, &params![COUNTY, one])?;
            tx.later(put, &params![COUNTY, two])
        });
        both.unwrap();
        assert_eq!(testing::statements(store) - before, 2);
        assert_eq!(waiting(store), 2);
        let there_already = store.write_now(move |tx| {
            tx.later(put, &params![COUNTY, three])?;
            tx.later(put, &params![COUNTY, one])
        });
        assert!(there_already.is_err_and(|error| error.is_unique()));
        assert_eq!(waiting(store), 2);
        store.write_now(move |tx| tx.later(put, &params![COUNTY, three])).unwrap();
        assert_eq!(waiting(store), 3);
    });
}

#[test]
fn a_connection_that_was_lost_while_nobody_used_it_is_nobodys_trouble() {
    let Some(address) = testing::postgres_address() else { return };
    if address.contains("pooler=") {
        return;
    }
    let (store, other) = (Store::open(&address).unwrap(), Store::open(&address).unwrap());
    store.migrate().unwrap();
    let (ambient, _) = Ambient::fixed(Instant::from_millis(1_800_000_000_000), 11);
    let mine = "SELECT pg_backend_pid() AS pid";
    let end = "SELECT pg_terminate_backend(CAST(CAST($1 AS BIGINT) AS INTEGER)) AS ended";
    let lose = || {
        let pid = store.read_now(|tx| tx.first(mine, &[])).unwrap().unwrap().int("pid").unwrap();
        other.read_now(|tx| tx.first(end, &params![pid])).unwrap();
        pid
    };
    let lost = lose();
    let one = job(&ambient, "a");
    assert!(store.write_now(move |tx| jobs::enqueue(tx, &one)).unwrap());
    assert_ne!(lose(), lost);
    assert_eq!(waiting(&store), 1);
}

#[test]
fn a_job_is_done_by_the_holder_of_the_lease_alone() {
    on_each(|store| {
        let (ambient, clock) = Ambient::fixed(Instant::from_millis(1_800_000_000_000), 3);
        let (one, same) = (job(&ambient, "k"), job(&ambient, "k"));
        let added = store.write_now(move |tx| {
            Ok::<_, StoreError>((jobs::enqueue(tx, &one)?, jobs::enqueue(tx, &same)?))
        });
        assert_eq!(added.unwrap(), (true, false), "the same key waits once");

        let claim = |lease, now| {
            store.write_now(move |tx| jobs::claim(tx, COUNTY, lease, now, 1_000, 10)).unwrap()
        };
        let slow = claim(ambient.id(), ambient.now());
        assert_eq!(slow.len(), 1);
        assert!(claim(ambient.id(), ambient.now()).is_empty(), "held by the first");
        clock.advance_millis(1_001);
        let quick = claim(ambient.id(), ambient.now());
        assert_eq!(quick[0].attempts, 2);

        let finish =
            |claimed: jobs::Claimed| store.write_now(move |tx| jobs::finish(tx, &claimed)).unwrap();
        assert!(!finish(slow[0].clone()), "its lease has passed to another");
        assert!(finish(quick[0].clone()));
        assert_eq!(waiting(store), 0);
    });
}

#[test]
fn a_job_is_put_off_by_the_holder_of_the_lease_alone() {
    on_each(|store| {
        let (ambient, clock) = Ambient::fixed(Instant::from_millis(1_800_000_000_000), 9);
        let one = job(&ambient, "k");
        store.write_now(move |tx| jobs::enqueue(tx, &one)).unwrap();
        let claim = || {
            let (lease, now) = (ambient.id(), ambient.now());
            store.write_now(move |tx| jobs::claim(tx, COUNTY, lease, now, 1_000, 10)).unwrap()
        };
        let put_off = |claimed: &[jobs::Claimed], at: Instant| {
            let one = claimed[0].clone();
            store.write_now(move |tx| jobs::postpone(tx, &one, at)).unwrap()
        };
        let slow = claim();
        clock.advance_millis(1_001);
        let quick = claim();
        let later = ambient.now().plus_millis(60_000);
        assert!(!put_off(&slow, later), "its lease has passed to another");
        assert!(claim().is_empty(), "which still holds it");
        assert!(put_off(&quick, later));
        assert!(!put_off(&quick, ambient.now()), "with the job the lease was given back");
        clock.advance_millis(30_000);
        assert!(claim().is_empty(), "it is not due yet");
        clock.advance_millis(30_000);
        assert_eq!(claim()[0].attempts, 1, "it begins anew");
    });
}

#[test]
fn a_busy_worker_keeps_its_job_and_that_of_a_killed_one_is_soon_free() {
    on_each(|store| {
        let (ambient, clock) = Ambient::fixed(Instant::from_millis(1_800_000_000_000), 8);
        let one = job(&ambient, "k");
        store.write_now(move |tx| jobs::enqueue(tx, &one)).unwrap();
        // Time passes as soon as everybody waits for it.
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = runtime.enable_all().start_paused(true).build().unwrap();
        let workshop = || Workshop::new(store.clone(), ambient.clone(), COUNTY);

        let killed = workshop().on("test.work", |_| std::future::pending());
        let second = Duration::from_secs(1);
        runtime.block_on(async { tokio::time::timeout(second, killed.once()).await.unwrap_err() });
        // Time stood still for the writer: what was given to it before is done after this.
        store.write_now(|_| Ok::<_, StoreError>(())).unwrap();
        let due = |clock: &ManualClock| {
            let now = clock.now();
            store.read_now(move |tx| jobs::any_due(tx, COUNTY, now)).unwrap()
        };
        clock.advance_millis(LEASE_MILLIS - 1_000);
        assert!(!due(&clock), "it may still be alive");
        clock.advance_millis(1_000);
        assert!(due(&clock), "nobody waits longer than a lease");

        let (handle, slow) = (store.clone(), clock.clone());
        let busy = workshop().on("test.work", move |claimed| {
            let (store, clock) = (handle.clone(), slow.clone());
            async move {
                for _ in 0..3 {
                    clock.advance_millis(LEASE_MILLIS - 2_000);
                    // Longer than the beat: the lease has been lengthened by then.
                    tokio::time::sleep(Duration::from_secs(6)).await;
                    store.write(|_| Ok::<_, StoreError>(())).await?;
                    let now = clock.now();
                    let due = store.read(move |tx| jobs::any_due(tx, COUNTY, now)).await?;
                    assert!(!due, "nobody takes it while its worker lives");
                }
                assert!(store.write(move |tx| jobs::finish(tx, &claimed)).await?);
                Ok(())
            }
        });
        assert_eq!(runtime.block_on(busy.once()).unwrap(), 1);
        assert_eq!(waiting(store), 0);
    });
}

#[test]
fn who_waits_for_another_system_holds_up_nobody_else() {
    on_each(|store| {
        let (ambient, _) = Ambient::fixed(Instant::from_millis(1_800_000_000_000), 21);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        // More than are claimed at once, and all of them before the house's own.
        for number in 0..40 {
            let one = Job { kind: "test.away".to_owned(), ..job(&ambient, &number.to_string()) };
            store.write_now(move |tx| jobs::enqueue(tx, &one)).unwrap();
        }
        let own = job(&ambient, "own");
        store.write_now(move |tx| jobs::enqueue(tx, &own)).unwrap();
        let (done, mut heard) = tokio::sync::mpsc::unbounded_channel();
        let (handle, many) = (store.clone(), Arc::new(AtomicUsize::new(0)));
        let asked = Arc::clone(&many);
        let workshop = Workshop::new(store.clone(), ambient.clone(), COUNTY)
            .apart("test.away", || true)
            .on("test.away", move |_| {
                asked.fetch_add(1, Ordering::SeqCst);
                std::future::pending()
            })
            .on("test.work", move |claimed| {
                let (store, done) = (handle.clone(), done.clone());
                async move {
                    assert!(store.write(move |tx| jobs::finish(tx, &claimed)).await?);
                    done.send(()).unwrap();
                    Ok(())
                }
            });
        let (_stop, stopped) = tokio::sync::watch::channel(false);
        runtime.block_on(async {
            let working = tokio::spawn(workshop.run(stopped));
            let patience = Duration::from_secs(5);
            let heard = tokio::time::timeout(patience, heard.recv()).await;
            assert_eq!(heard.expect("the house's own work is done"), Some(()));
            working.abort();
        });
        assert!(many.load(Ordering::SeqCst) <= 32, "one batch of them is held");
        assert_eq!(waiting(store), 40);
    });
}

#[test]
fn jobs_are_done_together_or_where_that_fails_each_alone() {
    on_each(|store| {
        let (ambient, _) = Ambient::fixed(Instant::from_millis(1_800_000_000_000), 12);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let tried = Arc::new(AtomicUsize::new(0));
        let (one, all, count) = (store.clone(), store.clone(), Arc::clone(&tried));
        let workshop = Workshop::new(store.clone(), ambient.clone(), COUNTY)
            .on("test.work", move |claimed| {
                let store = one.clone();
                async move {
                    assert!(store.write(move |tx| jobs::finish(tx, &claimed)).await?);
                    Ok(())
                }
            })
            .on_many("test.work", move |claimed| {
                let (store, is_bad) = (all.clone(), count.fetch_add(1, Ordering::SeqCst) == 0);
                async move {
                    if is_bad {
                        return Err(basis::Fault::new("on purpose").into());
                    }
                    assert!(store.write(move |tx| jobs::finish_all(tx, &claimed)).await?);
                    Ok(())
                }
            });
        for times in 1..=2 {
            for key in ["a", "b", "c"] {
                let one = job(&ambient, key);
                store.write_now(move |tx| jobs::enqueue(tx, &one)).unwrap();
            }
            assert_eq!(runtime.block_on(workshop.once()).unwrap(), 3);
            assert_eq!((tried.load(Ordering::SeqCst), waiting(store)), (times, 0));
        }
    });
}

#[test]
fn a_job_that_keeps_failing_is_given_up_and_keeps_its_reason() {
    on_each(|store| {
        let (ambient, clock) = Ambient::fixed(Instant::from_millis(1_800_000_000_000), 4);
        let one = job(&ambient, "k");
        store.write_now(move |tx| jobs::enqueue(tx, &one)).unwrap();
        for _ in 0..jobs::MOST_ATTEMPTS {
            clock.advance_millis(7_200_000);
            let (lease, now) = (ambient.id(), ambient.now());
            store
                .write_now(move |tx| {
                    for claimed in jobs::claim(tx, COUNTY, lease, now, 1_000, 10)? {
                        jobs::fail(tx, &claimed, now, "the gateway did not answer")?;
                    }
                    Ok::<_, StoreError>(())
                })
                .unwrap();
        }
        let given_up = store.read_now(|tx| jobs::given_up(tx, COUNTY, 10)).unwrap();
        let expected = jobs::Backlog { kind: "test.work".into(), jobs: 1, since: ambient.now() };
        assert_eq!(given_up, [expected]);
        let why = "SELECT failure FROM jobs WHERE county = $1 AND dead_at IS NOT NULL";
        let row = store.read_now(|tx| tx.first(why, &params![COUNTY])).unwrap().unwrap();
        assert_eq!(row.text("failure").unwrap(), "the gateway did not answer");
    });
}

#[test]
fn many_writers_at_once_lose_nothing() {
    static DONE: AtomicUsize = AtomicUsize::new(0);
    on_each(|store| {
        DONE.store(0, Ordering::SeqCst);
        std::thread::scope(|scope| {
            for worker in 0..8_u64 {
                scope.spawn(move || {
                    let (ambient, _) =
                        Ambient::fixed(Instant::from_millis(1_800_000_000_000), worker);
                    for n in 0..50 {
                        let one = job(&ambient, &format!("{worker}-{n}"));
                        if store.write_now(move |tx| jobs::enqueue(tx, &one)).unwrap() {
                            DONE.fetch_add(1, Ordering::SeqCst);
                        }
                    }
                });
            }
        });
        assert_eq!(DONE.load(Ordering::SeqCst), 400);
        assert_eq!(waiting(store), 400);
    });
}

#[test]
fn a_panic_in_one_act_harms_no_other() {
    on_each(|store| {
        let (ambient, _) = Ambient::fixed(Instant::from_millis(1_800_000_000_000), 5);
        let (bad, good) = (job(&ambient, "bad"), job(&ambient, "good"));
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            store.write_now(move |tx| {
                jobs::enqueue(tx, &bad)?;
                if tx.query("SELECT id FROM jobs", &[])?.len() == 1 {
                    panic!("on purpose");
                }
                Ok::<_, StoreError>(())
            })
        }));
        assert!(!matches!(outcome, Ok(Ok(()))), "it must not be acknowledged");
        store.write_now(move |tx| jobs::enqueue(tx, &good)).unwrap();
        assert_eq!(waiting(store), 1);
    });
}

#[test]
fn a_backup_restores_to_the_same_rows_and_a_cut_one_is_refused() {
    on_each(|store| {
        let (ambient, _) = Ambient::fixed(Instant::from_millis(1_800_000_000_000), 6);
        for n in 0..1_500 {
            let one = job(&ambient, &format!("{n}"));
            store.write_now(move |tx| jobs::enqueue(tx, &one)).unwrap();
        }
        let mut file = Vec::new();
        let report = crate::backup::write(store, &mut file).unwrap();
        assert_eq!(report.rows, 1_500);

        let copy = testing::sqlite();
        let cut = file[..file.len() - 20].to_vec();
        assert!(crate::backup::restore(&copy, std::io::Cursor::new(cut)).is_err());
        assert_eq!(waiting(&copy), 0, "all of it or nothing");
        let newer = String::from_utf8(file.clone()).unwrap().replacen("\"2026", "\"2099", 1);
        let refused = crate::backup::restore(&copy, std::io::Cursor::new(newer)).unwrap_err();
        assert!(refused.to_string().contains("another version of the schema"), "{refused}");
        assert_eq!(crate::backup::restore(&copy, std::io::Cursor::new(file)).unwrap(), report);
        let values = |store: &Store| {
            let rows = crate::backup::rows_of(store, "jobs").unwrap();
            rows.into_iter().map(|row| row.values).collect::<Vec<_>>()
        };
        assert_eq!(values(&copy), values(store));
    });
}

#[test]
fn an_unknown_kind_of_address_is_refused_with_an_example() {
    let error = Store::open("mysql://x").err().map(|error| error.to_string()).unwrap_or_default();
    assert!(error.contains("sqlite:FILE") && error.contains("postgres://"), "{error}");
}

#[test]
fn migrations_run_once() {
    on_each(|store| {
        assert_eq!(store.missing_migrations().unwrap(), [""; 0]);
        assert_eq!(store.migrate().unwrap(), [""; 0]);
    });
}

#[test]
fn what_is_deleted_is_not_left_lying_in_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("deleted.db");
    let (ambient, _) = Ambient::fixed(Instant::from_millis(1_800_000_000_000), 1);
    let store = Store::open(&format!("sqlite:{}", file.display())).unwrap();
    store.migrate().unwrap();
    for key in ["kept-4711", "deleted-4711"] {
        let one = job(&ambient, key);
        store.write_now(move |tx| jobs::enqueue(tx, &one)).unwrap();
    }
    store.write_now(|tx| jobs::cancel(tx, COUNTY, "test.work", "deleted-4711")).unwrap();
    drop(store);
    let bytes = std::fs::read(&file).unwrap();
    let holds = |text: &str| bytes.windows(text.len()).any(|part| part == text.as_bytes());
    assert!(holds("kept-4711") && !holds("deleted-4711"));
}

#[test]
fn a_copy_is_read_as_it_lies_and_a_database_in_use_under_its_locks() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("the copy?.db");
    let address = format!("sqlite:{}", file.display());
    let (ambient, _) = Ambient::fixed(Instant::from_millis(1_800_000_000_000), 1);
    let put = |store: &Store, key: &str| {
        let one = job(&ambient, key);
        store.write_now(move |tx| jobs::enqueue(tx, &one)).unwrap();
    };
    let used = Store::open(&address).unwrap();
    used.migrate().unwrap();
    put(&used, "first");
    let beside = Store::open_to_read(&address).unwrap();
    assert_eq!(waiting(&beside), 1, "what is in the log only");
    put(&used, "second");
    assert_eq!(waiting(&beside), 2, "and what is written meanwhile");
    assert!(beside.was_left_alone());
    // Who writes closes last, which brings the log into the file.
    drop(beside);
    drop(used);
    let before = std::fs::read(&file).unwrap();
    let copy = Store::open_to_read(&address).unwrap();
    assert_eq!((waiting(&copy), copy.lacking_migrations().unwrap().len()), (2, 0));
    let one = job(&ambient, "third");
    assert!(copy.write_now(move |tx| jobs::enqueue(tx, &one)).is_err() && copy.is_read_only());
    let names = std::fs::read_dir(folder.path()).unwrap().count();
    assert_eq!((names, std::fs::read(&file).unwrap() == before), (1, true), "nothing is written");
    assert!(copy.was_left_alone());
    let again = Store::open(&address).unwrap();
    put(&again, "fourth");
    assert!(!copy.was_left_alone(), "somebody writes into what is read without locks");
    drop(again);
    assert!(!copy.was_left_alone(), "and has gone again");
}

#[test]
fn what_may_only_be_read_is_not_made_and_says_what_it_lacks() {
    let folder = tempfile::tempdir().unwrap();
    let address = format!("sqlite:{}", folder.path().join("none.db").display());
    assert!(Store::open_to_read(&address).is_err());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    let stranger = Store::open(&address).unwrap();
    let error = stranger.lacking_migrations().unwrap_err().to_string();
    assert!(error.contains("database of this program"), "{error}");
    on_each(|store| {
        let taken = store.step_back().unwrap();
        let mut lacking = store.lacking_migrations().unwrap();
        lacking.reverse();
        assert_eq!(lacking, taken);
    });
}

#[test]
fn a_database_of_a_newer_version_is_not_touched() {
    on_each(|store| {
        let newer = "INSERT INTO migrations (name, digest) VALUES ('209901010000_cases_more', '')";
        store.write_now(move |tx| tx.execute_text(newer, &[])).unwrap();
        for refused in [store.migrate(), store.missing_migrations(), store.lacking_migrations()] {
            let error = refused.unwrap_err().to_string();
            assert!(error.contains("newer version") && error.contains("209901010000"), "{error}");
        }
    });
}

#[test]
fn a_process_that_runs_notices_a_newer_version_and_writes_nothing_any_more() {
    on_each(|store| {
        let (ambient, _) = Ambient::fixed(Instant::from_millis(1_800_000_000_000), 15);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let own = job(&ambient, "a");
        store.write_now(move |tx| jobs::enqueue(tx, &own)).unwrap();
        runtime.block_on(store.look_for_newer()).unwrap();
        assert_eq!(store.newer(), None);
        let newer = "INSERT INTO migrations (name, digest) VALUES ('209901010000_cases_more', '')";
        store.write_now(move |tx| tx.execute_text(newer, &[])).unwrap();
        runtime.block_on(store.look_for_newer()).unwrap();
        assert_eq!(store.newer(), Some("209901010000_cases_more"));
        let nothing = |_: &mut Tx<'_>| Ok::<_, StoreError>(());
        let refused = [store.write_now(nothing), runtime.block_on(store.write(nothing))];
        for outcome in refused {
            assert!(matches!(outcome, Err(StoreError::Outdated(_))), "{outcome:?}");
        }
        let workshop = Workshop::new(store.clone(), ambient, COUNTY);
        assert_eq!(runtime.block_on(workshop.once()).unwrap(), 0, "the newer one works it off");
        assert_eq!(waiting(store), 1, "reads go on");
    });
}

#[test]
fn every_table_is_backed_up_by_its_whole_key() {
    on_each(|store| {
        for table in crate::backup::all_tables() {
            let key = crate::backup::key_columns(table).unwrap();
            assert_eq!(key[0], "county", "{table}");
            let columns = key.join(", ");
            let sorted = format!("SELECT {columns} FROM {table} ORDER BY {columns} LIMIT 1");
            store.read_now(|tx| tx.query_text(&sorted, &[])).unwrap();
        }
        let people = crate::backup::key_columns("people").unwrap();
        assert_eq!(people, ["county", "id"], "a comment with a semicolon hides no key");
    });
}
