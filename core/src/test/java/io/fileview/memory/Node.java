package io.fileview.memory;

import io.fileview.spi.FileIdentity;

/** A file, a directory or a symbolic link, whatever names it has. Guarded by the lock of its file system. */
abstract sealed class Node permits FileNode, DirectoryNode, LinkNode {
    private final String volume;
    private final long number;
    private final long birth;

    /** How many directory entries lead here. */
    int links;

    Node(String volume, long number, long birth) {
        this.volume = volume;
        this.number = number;
        this.birth = birth;
    }

    final String volume() {
        return volume;
    }

    final long number() {
        return number;
    }

    final long birth() {
        return birth;
    }

    final FileIdentity identity() {
        return FileIdentity.ofInode(volume, number, birth);
    }

    /** What it is, for messages. */
    abstract String kind();
}
