package io.fileview.labs.cluster;

/** The rows of the table: what Fileview promises, or what users would like a technology to give. */
enum Promise {
    MAPPING("a view maps any range, is read and written, and is unmapped at once"),
    COPY_ON_WRITE("changes of a copy-on-write view stay private"),
    GROWTH("a mapping grows while its views are mapped"),
    DELETED("a view of a deleted file keeps its content"),
    DIRTY_COUNTS("dirty pages are counted exactly"),
    FLUSH("what was flushed to the device is on the disk"),
    COMMIT("a commit is atomic, wherever its process is killed"),
    SNAPSHOT("a snapshot copies no bytes (block cloning)"),
    PAGE_GONE("an access to a page that somebody truncated throws"),
    CORRUPTED("an access to a corrupted block throws"),
    COHERENCE("two mounts see each other's changes at once"),
    NODE_LOST("a node killed during writes causes no error and no loss"),
    QUORUM_LOST("a flush that cannot be made durable fails, and a later one repairs it"),
    REMOTE_ERROR("an access to a page that no node can supply throws"),
    CORE_TESTS("Fileview's own tests pass");

    private final String words;

    Promise(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }
}
