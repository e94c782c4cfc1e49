package io.fileview.memory;

import io.fileview.DiskFullException;
import io.fileview.spi.Place;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Makes and counts what a file system is made of, and knows which files are open. Guarded by the lock of the file
 * system.
 */
final class Nodes {
    private static final AtomicInteger VOLUMES = new AtomicInteger();

    private final Options options;
    private final Space space;
    private volatile String volume = newVolume();
    private final Set<FileNode> open = Collections.newSetFromMap(new IdentityHashMap<>());
    private long last;

    Nodes(Options options, Space space) {
        this.options = options;
        this.space = space;
    }

    /** The name of the file system in identities. */
    String volume() {
        return volume;
    }

    private static String newVolume() {
        return "memory:" + VOLUMES.incrementAndGet();
    }

    DirectoryNode root() {
        space.countNodeAnyway();
        last++;
        return new DirectoryNode(last, last);
    }

    FileNode file(String name) throws DiskFullException {
        take(name);
        return new FileNode(last, last, options, space, false);
    }

    /** A file that this process makes. */
    FileNode file(String name, boolean ownerOnly, String userId) throws DiskFullException {
        FileNode file = file(name);
        file.ownerId = userId;
        file.permissions = ownerOnly ? FileNode.OWNER_ONLY : file.permissions;
        return file;
    }

    /** Memory without a disk. */
    FileNode memory() throws DiskFullException {
        take("memory");
        return new FileNode(last, last, options, space, true);
    }

    DirectoryNode directory(String name) throws DiskFullException {
        take(name);
        return new DirectoryNode(last, last);
    }

    LinkNode symbolicLink(String name, String target) throws DiskFullException {
        take(name);
        return new LinkNode(last, last, target);
    }

    SpecialNode special(String name, String kind) throws DiskFullException {
        take(name);
        return new SpecialNode(last, last, kind);
    }

    private void take(String name) throws DiskFullException {
        if (!space.takeNode()) {
            throw new DiskFullException(
                    Place.of(name).withError("ENOSPC"),
                    "cannot be created: the memory file system may have no more files; remove some, or raise the limit",
                    null);
        }
        last++;
    }

    void opened(FileNode file) {
        file.openings++;
        open.add(file);
    }

    void closed(FileNode file) {
        file.openings--;
        if (file.openings == 0) {
            open.remove(file);
        }
        releaseIfUnused(file);
    }

    void releaseIfUnused(Node node) {
        if (node instanceof FileNode file ? file.releaseIfUnused() : node.links == 0) {
            space.giveNode();
        }
    }

    /**
     * All open files are closed, as at the end of their process. The next process sees the file system
     * under another name, so that nothing is mixed up with what is dead.
     */
    void closeAll(Consumer<FileNode> closed) {
        for (FileNode file : open) {
            file.noticeChanges();
            file.cache.leaveBlocks();
            file.mappings.clear();
            file.locks.clear();
            file.cache.within(0, Long.MAX_VALUE).values().forEach(page -> page.locks = 0);
            file.openings = 0;
            closed.accept(file);
        }
        open.clear();
        volume = newVolume();
    }

    /** The names that are on the disk, and what a power cut leaves of the files that they lead to. */
    DirectoryNode afterCut(DirectoryNode root, RandomGenerator random) {
        space.reset();
        return (DirectoryNode) copy(root, random, new IdentityHashMap<>());
    }

    private Node copy(Node node, RandomGenerator random, Map<Node, Node> copies) {
        Node known = copies.get(node);
        if (known != null) {
            return known;
        }
        space.countNodeAnyway();
        switch (node) {
            case LinkNode link -> {
                Node copy = new LinkNode(link.number(), link.birth(), link.target());
                copies.put(link, copy);
                return copy;
            }
            case SpecialNode special -> {
                Node copy = new SpecialNode(special.number(), special.birth(), special.kind());
                copies.put(special, copy);
                return copy;
            }
            case FileNode file -> {
                FileNode copy =
                        new FileNode(file.number(), file.birth(), options, space, false);
                copies.put(file, copy);
                copy.restore(file, random);
                return copy;
            }
            case DirectoryNode directory -> {
                DirectoryNode copy =
                        new DirectoryNode(directory.number(), directory.birth());
                copies.put(directory, copy);
                copy.removed.addAll(directory.removed);
                directory.durable.forEach(
                        (name, entry) -> {
                            Node below = copy(entry, random, copies);
                            below.links++;
                            copy.entries.put(name, below);
                            copy.durable.put(name, below);
                        });
                copy.removed.removeAll(copy.entries.keySet());
                return copy;
            }
        }
    }
}
