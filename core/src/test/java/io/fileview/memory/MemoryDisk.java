package io.fileview.memory;

import io.fileview.ByteRange;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;

/** What happens below a {@link MemoryFileSystem}: its cache, and its disk. Thread-safe. */
public final class MemoryDisk {
    private final MemoryFileSystem files;

    MemoryDisk(MemoryFileSystem files) {
        this.files = files;
    }

    /**
     * What of a file no power cut takes any more.
     *
     * @param path the file
     * @return its bytes, in its size on the disk
     * @throws IOException if there is no such file
     */
    public byte[] readDurable(Path path) throws IOException {
        return locked(
                () -> {
                    FileNode file = file(path);
                    byte[] bytes = new byte[Math.toIntExact(file.disk.size)];
                    int pageSize = file.pageSize();
                    for (int start = 0; start < bytes.length; start += pageSize) {
                        byte[] page = file.disk.stable(start / pageSize);
                        if (page != null) {
                            System.arraycopy(page, 0, bytes, start,
                                    Math.min(pageSize, bytes.length - start));
                        }
                    }
                    return bytes;
                });
    }

    /**
     * The names that a directory has on the disk for sure.
     *
     * @param directory the directory
     * @return the names, sorted
     * @throws IOException if there is no such directory
     */
    public List<String> listDurable(Path directory) throws IOException {
        return locked(
                () -> List.copyOf(files.tree().directory(Tree.names(directory)).durable.keySet()));
    }

    /**
     * Writes changed pages of a file to the disk, as the system does after a while: without emptying the disk's own
     * cache. Each page is a call {@link Operation#DISK_WRITE}, which can fail; nobody is told now.
     *
     * @param path the file
     * @throws IOException if there is no such file
     */
    public void writeBack(Path path) throws IOException {
        FileNode file = locked(() -> file(path));
        new WriteBack(files, file, path.toString()).run(0, Long.MAX_VALUE, any -> true);
    }

    /**
     * Takes all pages of a file out of the cache that are clean and not locked. Those that could not be written are
     * among them.
     *
     * @param path the file
     * @return how many were taken out
     * @throws IOException if there is no such file
     */
    public int evict(Path path) throws IOException {
        return locked(
                () -> {
                    FileNode file = file(path);
                    file.noticeChanges();
                    int evicted = 0;
                    for (long page : new TreeMap<>(file.cache.within(0, Long.MAX_VALUE)).keySet()) {
                        if (file.cache.evict(page)) {
                            files.evicted();
                            evicted++;
                        }
                    }
                    return evicted;
                });
    }

    /**
     * Makes pages of a file unreadable on the disk until they are written as a whole, or the file is truncated. What is
     * in the cache stays there until it is evicted. A segment shows the bytes all the same.
     *
     * @param path the file
     * @param range which bytes
     * @throws IOException if there is no such file
     */
    public void markBad(Path path, ByteRange range) throws IOException {
        locked(
                () -> {
                    FileNode file = file(path);
                    file.disk.bad.add(range.offset() / file.pageSize(), file.pages(range.end()));
                    return null;
                });
    }

    /**
     * Makes all pages of a file readable again.
     *
     * @param path the file
     * @throws IOException if there is no such file
     */
    public void markGood(Path path) throws IOException {
        locked(() -> file(path).disk.bad.remove(0, Long.MAX_VALUE));
    }

    private FileNode file(Path path) throws IOException {
        return files.tree().file(path);
    }

    private <T> T locked(MemoryFileSystem.Guarded<T, IOException> action) throws IOException {
        return files.locked(action);
    }
}
