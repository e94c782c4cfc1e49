package io.fileview.memory;

import java.util.HashSet;
import java.util.Set;
import java.util.TreeMap;

/** A directory. */
final class DirectoryNode extends Node {
    /** What it has now. */
    final TreeMap<String, Node> entries = new TreeMap<>();

    /** What it has on the disk. */
    final TreeMap<String, Node> durable = new TreeMap<>();

    /** Names that were removed here, and are not to be taken from the real file system again. */
    final Set<String> removed = new HashSet<>();

    DirectoryNode(long number, long birth) {
        super(number, birth);
    }

    @Override
    String kind() {
        return "a directory";
    }
}
