package io.fileview.labs.cluster;

/** The rows of the table: what Fileview promises, or what users would like a technology to give. */
enum Promise {
    MAPPING("a view is mapped anywhere, read, written and unmapped at once"),
    COPY_ON_WRITE("changes of a copy-on-write view stay private"),
    GROWTH("a mapping grows with its views mapped"),
    DELETED("a view of a deleted file stays whole"),
    DIRTY_COUNTS("dirty pages are counted exactly"),
    FLUSH("what was flushed to the device is on the disk"),
    COMMIT("a commit is whole or not there, its process killed at any point"),
    SNAPSHOT("a snapshot copies no bytes (block cloning)"),
    PAGE_GONE("a page taken by somebody else is told at the access"),
    CORRUPTED("a corrupted block is told at the access"),
    COHERENCE("two mounts see each other's changes at once"),
    NODE_LOST("a node killed while writing: no error, nothing lost"),
    QUORUM_LOST("a flush that cannot be kept fails, and is repaired by the next"),
    REMOTE_ERROR("a page that no node can give is told at the access"),
    CORE_TESTS("Fileview's own tests pass");

    private final String words;

    Promise(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }
}
