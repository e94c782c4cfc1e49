package io.fileview.memory;

import io.fileview.spi.FileIdentity;

/** A file, a directory or a symbolic link, whatever names it has. Guarded by the lock of its file system. */
abstract sealed class Node permits FileNode, DirectoryNode, LinkNode, SpecialNode {
    private final long number;
    private final long birth;

    /** How many directory entries lead here. */
    int links;

    Node(long number, long birth) {
        this.number = number;
        this.birth = birth;
    }

    final long number() {
        return number;
    }

    final long birth() {
        return birth;
    }

    /** Which file it is; the volume has another name after each power cut, as device numbers change. */
    final FileIdentity identity(String volume) {
        return FileIdentity.ofInode(volume, number, birth);
    }

    /** What it is, for messages. */
    abstract String kind();
}
