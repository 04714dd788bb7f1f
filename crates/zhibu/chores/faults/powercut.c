/*
 * A power cut for one process: keeps what the disk held before each unsynced write, so that it
 * can be put back.
 *
 * Preloaded under the program. Before a file below ZHIBU_CUT is written, the bytes that stand
 * there are appended to a journal beside it (FILE.cut); fsync and fdatasync empty the journal.
 * After the program was killed, the chore plays the journals back from the end: the files are
 * then as a disk may have them when the power went, with nothing kept that was not synced.
 *
 * A record is: offset, old length of the file, length of the old bytes (64 bits each), the bytes.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

#define REAL(result, name, ...) \
    static result (*real)(__VA_ARGS__); \
    if (!real) real = (result (*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

static int journal_of(int fd, char *path) {
    const char *below = getenv("ZHIBU_CUT");
    char link[64];
    if (!below) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, PATH_MAX - 8);
    if (n <= 0) return 0;
    path[n] = 0;
    if (strncmp(path, below, strlen(below)) != 0) return 0;
    size_t length = strlen(path);
    if (length > 4 && (!strcmp(path + length - 4, ".cut") || !strcmp(path + length - 4, "-shm"))) return 0;
    strcat(path, ".cut");
    return 1;
}

static ssize_t raw_write(int fd, const void *bytes, size_t count) {
    REAL(ssize_t, "write", int, const void *, size_t);
    return real(fd, bytes, count);
}

static void remember(int fd, off_t offset, size_t count) {
    char path[PATH_MAX];
    struct stat now;
    if (!journal_of(fd, path) || fstat(fd, &now) != 0) return;
    uint64_t old = 0;
    if (offset < now.st_size) old = (uint64_t)(now.st_size - offset) < count ? (uint64_t)(now.st_size - offset) : count;
    char *record = malloc(24 + old);
    if (!record) abort();
    uint64_t head[3] = {(uint64_t)offset, (uint64_t)now.st_size, old};
    memcpy(record, head, 24);
    if (old && pread(fd, record + 24, old, offset) != (ssize_t)old) abort();
    int out = open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);
    /* One write per record: a kill in between leaves a whole record or a short last one. */
    if (out < 0 || raw_write(out, record, 24 + old) != (ssize_t)(24 + old)) abort();
    close(out);
    free(record);
}

/* A disk that is deaf to syncs keeps nothing: the proof that a loss would be found. */
static void settle(int fd) {
    char path[PATH_MAX];
    if (!getenv("ZHIBU_CUT_DEAF") && journal_of(fd, path)) unlink(path);
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t offset) {
    REAL(ssize_t, "pwrite64", int, const void *, size_t, off64_t);
    pthread_mutex_lock(&lock);
    remember(fd, offset, count);
    ssize_t done = real(fd, bytes, count, offset);
    pthread_mutex_unlock(&lock);
    return done;
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t offset) {
    return pwrite64(fd, bytes, count, offset);
}

ssize_t write(int fd, const void *bytes, size_t count) {
    char path[PATH_MAX];
    if (!journal_of(fd, path)) return raw_write(fd, bytes, count);
    pthread_mutex_lock(&lock);
    remember(fd, lseek(fd, 0, SEEK_CUR), count);
    ssize_t done = raw_write(fd, bytes, count);
    pthread_mutex_unlock(&lock);
    return done;
}

int ftruncate64(int fd, off64_t length) {
    REAL(int, "ftruncate64", int, off64_t);
    struct stat now;
    pthread_mutex_lock(&lock);
    if (fstat(fd, &now) == 0 && length < now.st_size) remember(fd, length, (size_t)(now.st_size - length));
    int done = real(fd, length);
    pthread_mutex_unlock(&lock);
    return done;
}

int ftruncate(int fd, off_t length) {
    return ftruncate64(fd, length);
}

int fsync(int fd) {
    REAL(int, "fsync", int);
    pthread_mutex_lock(&lock);
    int done = real(fd);
    if (done == 0) settle(fd);
    pthread_mutex_unlock(&lock);
    return done;
}

int fdatasync(int fd) {
    REAL(int, "fdatasync", int);
    pthread_mutex_lock(&lock);
    int done = real(fd);
    if (done == 0) settle(fd);
    pthread_mutex_unlock(&lock);
    return done;
}
