//! Whose turn it is when connections are scarce: somebody at a page comes before programs and work
//! in the background, which can wait or come again.

tokio::task_local! {
    static AT_A_PAGE: ();
}

/// Work for somebody who waits at a page: what it asks of the database comes before what others ask.
pub async fn at_a_page<F: Future>(work: F) -> F::Output {
    AT_A_PAGE.scope((), work).await
}

/// Whether the present work is for somebody at a page.
pub(crate) fn is_at_a_page() -> bool {
    AT_A_PAGE.try_with(|()| ()).is_ok()
}

/// Work that goes on in a task of its own is still for the same person.
pub fn carried_on<F: Future>(work: F) -> impl Future<Output = F::Output> {
    let is_at_a_page = is_at_a_page();
    async move { if is_at_a_page { at_a_page(work).await } else { work.await } }
}

/// Work that goes on at another thread is still for the same person.
pub fn carried<T>(work: impl FnOnce() -> T) -> impl FnOnce() -> T {
    let is_at_a_page = is_at_a_page();
    move || if is_at_a_page { now_at_a_page(work) } else { work() }
}

/// [`at_a_page`] on the present thread.
pub(crate) fn now_at_a_page<T>(work: impl FnOnce() -> T) -> T {
    AT_A_PAGE.sync_scope((), work)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn it_is_known_at_another_thread_too() {
        let asked = || tokio::task::spawn_blocking(carried(is_at_a_page));
        assert!(!asked().await.unwrap());
        assert!(at_a_page(async { asked().await.unwrap() }).await);
        let spawned = || tokio::spawn(carried_on(async { is_at_a_page() }));
        assert!(!spawned().await.unwrap());
        assert!(at_a_page(async { spawned().await.unwrap() }).await);
        assert!(!is_at_a_page());
    }
}
