package io.fileview.labs.containers;

/** What programs do with Fileview; a column of the table. */
enum Job {
    COMMIT("recovery after a kill, commit"),
    READER("reader of commits"),
    SNAPSHOT("snapshot"),
    MAP("map"),
    READ("read"),
    RESIDENT("residency"),
    WORKING_SET("working set"),
    SHARES("share counts"),
    PREFETCH("prefetch"),
    TRIM("trim"),
    LOCK("lock"),
    WRITE("write"),
    DIRTY("dirty pages"),
    FLUSH("flush"),
    MEMORY("memory without a file"),
    LOCK_MUCH("lock more than the cgroup may have"),
    STAT("fileview stat");

    private final String words;

    Job(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }
}
