//! Being told of fork.

use std::sync::OnceLock;

/// What to do around a fork: before it, and after it on either side.
pub struct Hooks {
    /// In the parent, before the child exists.
    pub before: fn(),
    /// In the parent, afterwards.
    pub in_parent: fn(),
    /// In the child, where only the forking thread lives on.
    pub in_child: fn(),
}

static HOOKS: OnceLock<Hooks> = OnceLock::new();

/// Have the hooks called from now on; only the first call counts.
pub fn watch(hooks: Hooks) {
    if HOOKS.set(hooks).is_ok() {
        // SAFETY: the three are functions of no argument. The C library forgets them when the
        // shared object is unloaded.
        unsafe { libc::pthread_atfork(Some(before), Some(in_parent), Some(in_child)) };
    }
}

unsafe extern "C" fn before() {
    if let Some(hooks) = HOOKS.get() {
        (hooks.before)();
    }
}

unsafe extern "C" fn in_parent() {
    if let Some(hooks) = HOOKS.get() {
        (hooks.in_parent)();
    }
}

unsafe extern "C" fn in_child() {
    if let Some(hooks) = HOOKS.get() {
        (hooks.in_child)();
    }
}
