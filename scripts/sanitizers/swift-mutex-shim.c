// Shows ThreadSanitizer the contended path of Swift's Mutex, which sleeps on a futex inside libswiftSynchronization, where
// nothing is instrumented: without it what a contended lock protects looks unprotected. Preloaded, see scripts/test-tsan.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdbool.h>
#include <stdint.h>

// ThreadSanitizer's own, in the program that is tested.
void __tsan_acquire(void *address) __attribute__((weak));
void __tsan_release(void *address) __attribute__((weak));

#define SELF __attribute__((swift_context)) void *self
#define SWIFT(symbol) __attribute__((swiftcall, visibility("default"))) __asm__(symbol)
#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define TRY_LOCK "$s15Synchronization12_MutexHandleV12_tryLockSlowSbyF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

// Synchronization._MutexHandle._lockSlow(UInt32), ._tryLockSlow() -> Bool, ._unlockSlow()
void lock_slow(uint32_t thread, SELF) SWIFT(LOCK);
bool try_lock_slow(SELF) SWIFT(TRY_LOCK);
void unlock_slow(SELF) SWIFT(UNLOCK);

typedef __attribute__((swiftcall)) void (*lock_function)(uint32_t, SELF);
typedef __attribute__((swiftcall)) bool (*try_function)(SELF);
typedef __attribute__((swiftcall)) void (*unlock_function)(SELF);

__attribute__((swiftcall)) void lock_slow(uint32_t thread, SELF) {
    ((lock_function)dlsym(RTLD_NEXT, LOCK))(thread, self);
    if (__tsan_acquire) __tsan_acquire(self);
}

__attribute__((swiftcall)) bool try_lock_slow(SELF) {
    bool locked = ((try_function)dlsym(RTLD_NEXT, TRY_LOCK))(self);
    if (locked && __tsan_acquire) __tsan_acquire(self);
    return locked;
}

__attribute__((swiftcall)) void unlock_slow(SELF) {
    if (__tsan_release) __tsan_release(self);
    ((unlock_function)dlsym(RTLD_NEXT, UNLOCK))(self);
}
