/* Calls to the system that fail: the n-th of a kind that is about a file below a folder.

   Loaded before the C library by LD_PRELOAD; `fail_call` arms it. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { NONE, OPEN, WRITE, SYNC, RENAME, UNLINK };

static int kind = NONE;
static long nth = 0;
static int error = 0;
static int for_good = 0;
static char below[PATH_MAX];
static atomic_long seen;

/* Let the n-th call of a kind fail with an error, and all later ones if `and_later`; 0: none. */
void fail_call(int which, long number, int with, int and_later, const char *folder) {
    strncpy(below, folder, sizeof below - 1);
    nth = number;
    error = with;
    for_good = and_later;
    atomic_store(&seen, 0);
    kind = which;
}

/* How many calls of that kind there were since. */
long calls_seen(void) { return atomic_load(&seen); }

static int is_below(const char *path) {
    size_t length = strlen(below);
    return strncmp(path, below, length) == 0 && (path[length] == '/' || path[length] == 0);
}

static int names_one(int folder, const char *path) {
    char whole[2 * PATH_MAX], at[PATH_MAX], link[64];
    if (path[0] == '/') return is_below(path);
    if (folder == AT_FDCWD) {
        if (getcwd(at, sizeof at) == NULL) return 0;
    } else {
        snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
        ssize_t length = readlink(link, at, sizeof at - 1);
        if (length < 0) return 0;
        at[length] = 0;
    }
    snprintf(whole, sizeof whole, "%s/%s", at, path);
    return is_below(whole);
}

static int holds_one(int file) {
    char at[PATH_MAX], link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, at, sizeof at - 1);
    if (length < 0) return 0;
    at[length] = 0;
    return is_below(at);
}

static int fails(int which) {
    if (which != kind) return 0;
    long number = atomic_fetch_add(&seen, 1) + 1;
    if (nth == 0 || (for_good ? number < nth : number != nth)) return 0;
    errno = error;
    return 1;
}

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define BY_FILE(which, file) \
    if (kind == which && holds_one(file) && fails(which)) return -1
#define BY_PATH(which, folder, path) \
    if (kind == which && names_one(folder, path) && fails(which)) return -1
#define MODE(flags) \
    mode_t mode = 0; \
    if ((flags) & (O_CREAT | O_TMPFILE)) { \
        va_list rest; \
        va_start(rest, flags); \
        mode = va_arg(rest, mode_t); \
        va_end(rest); \
    }

int open(const char *path, int flags, ...) {
    MODE(flags)
    BY_PATH(OPEN, AT_FDCWD, path);
    return NEXT(open)(path, flags, mode);
}
int open64(const char *path, int flags, ...) {
    MODE(flags)
    BY_PATH(OPEN, AT_FDCWD, path);
    return NEXT(open64)(path, flags, mode);
}
int openat(int folder, const char *path, int flags, ...) {
    MODE(flags)
    BY_PATH(OPEN, folder, path);
    return NEXT(openat)(folder, path, flags, mode);
}
int openat64(int folder, const char *path, int flags, ...) {
    MODE(flags)
    BY_PATH(OPEN, folder, path);
    return NEXT(openat64)(folder, path, flags, mode);
}
FILE *fopen(const char *path, const char *how) {
    if (kind == OPEN && names_one(AT_FDCWD, path) && fails(OPEN)) return NULL;
    return NEXT(fopen)(path, how);
}
FILE *fopen64(const char *path, const char *how) {
    if (kind == OPEN && names_one(AT_FDCWD, path) && fails(OPEN)) return NULL;
    return NEXT(fopen64)(path, how);
}
ssize_t write(int file, const void *what, size_t size) {
    BY_FILE(WRITE, file);
    return NEXT(write)(file, what, size);
}
ssize_t pwrite(int file, const void *what, size_t size, off_t at) {
    BY_FILE(WRITE, file);
    return NEXT(pwrite)(file, what, size, at);
}
ssize_t pwrite64(int file, const void *what, size_t size, off64_t at) {
    BY_FILE(WRITE, file);
    return NEXT(pwrite64)(file, what, size, at);
}
ssize_t writev(int file, const struct iovec *what, int count) {
    BY_FILE(WRITE, file);
    return NEXT(writev)(file, what, count);
}
ssize_t sendfile(int to, int from, off_t *at, size_t size) {
    BY_FILE(WRITE, to);
    return NEXT(sendfile)(to, from, at, size);
}
ssize_t sendfile64(int to, int from, off64_t *at, size_t size) {
    BY_FILE(WRITE, to);
    return NEXT(sendfile64)(to, from, at, size);
}
ssize_t copy_file_range(int from, off64_t *at, int to, off64_t *there, size_t size, unsigned how) {
    BY_FILE(WRITE, to);
    return NEXT(copy_file_range)(from, at, to, there, size, how);
}
int fsync(int file) {
    BY_FILE(SYNC, file);
    return NEXT(fsync)(file);
}
int fdatasync(int file) {
    BY_FILE(SYNC, file);
    return NEXT(fdatasync)(file);
}
int rename(const char *from, const char *to) {
    BY_PATH(RENAME, AT_FDCWD, from);
    return NEXT(rename)(from, to);
}
int renameat(int folder, const char *from, int other, const char *to) {
    BY_PATH(RENAME, folder, from);
    return NEXT(renameat)(folder, from, other, to);
}
int unlink(const char *path) {
    BY_PATH(UNLINK, AT_FDCWD, path);
    return NEXT(unlink)(path);
}
int unlinkat(int folder, const char *path, int flags) {
    BY_PATH(UNLINK, folder, path);
    return NEXT(unlinkat)(folder, path, flags);
}
int remove(const char *path) {
    BY_PATH(UNLINK, AT_FDCWD, path);
    return NEXT(remove)(path);
}
