package io.fileview.labs.sizes;

import io.fileview.labs.common.CannotRunException;
import io.fileview.labs.common.Directories;
import io.fileview.labs.common.Mounts;
import io.fileview.labs.common.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A mounted hugetlbfs with some pages, which are given back when it is closed. A directory beside the
 * labs' workspaces notes how many there are, so that the next lab gives back those of a killed one.
 */
final class HugePages implements AutoCloseable {
    /** The size of its pages in bytes. */
    private static final long PAGE = 2L << 20;

    private static final Path RESERVED =
            Path.of("/sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages");
    private static final Path NOTES = Path.of(System.getProperty("java.io.tmpdir"));
    private static final String PREFIX = "fileview-labs-huge-pages-";

    private final Path directory;
    private final Path note;

    private HugePages(Path directory, Path note) {
        this.directory = directory;
        this.note = note;
    }

    long pageSize() {
        return PAGE;
    }

    /**
     * Mounts one, after giving back the pages of killed labs.
     *
     * @param directory a directory, which is made
     */
    static HugePages mount(Path directory, int pages) throws IOException {
        if (!Files.isWritable(RESERVED)) {
            throw new CannotRunException("this kernel has no huge pages of 2 MiB");
        }
        for (Path left : Directories.leftovers(NOTES, PREFIX)) {
            giveBack(left);
        }
        Path note =
                Files.createDirectory(NOTES.resolve(PREFIX + ProcessHandle.current().pid()));
        try {
            int before = reserved();
            Files.writeString(RESERVED, Integer.toString(before + pages));
            int added = Math.max(0, reserved() - before);
            Files.createDirectory(note.resolve(Integer.toString(added)));
            if (added < pages) {
                throw new CannotRunException(
                        "there is no memory for " + pages + " huge pages in one piece each");
            }
            Files.createDirectory(directory);
            Shell.run("mount", "-t", "hugetlbfs", "-o", "pagesize=2M", "none",
                    directory.toString());
        } catch (Throwable failure) {
            giveBack(note);
            throw failure;
        }
        return new HugePages(directory, note);
    }

    private static int reserved() throws IOException {
        return Integer.parseInt(Files.readString(RESERVED).strip());
    }

    /** Others may have reserved pages meanwhile, which stay. */
    private static void giveBack(Path note) throws IOException {
        String[] added = note.toFile().list();
        if (added != null && added.length == 1) {
            int left = Math.max(0, reserved() - Integer.parseInt(added[0]));
            Files.writeString(RESERVED, Integer.toString(left));
        }
        Directories.delete(note);
    }

    @Override
    public void close() throws IOException {
        try {
            Mounts.unmount(directory);
        } finally {
            giveBack(note);
        }
    }
}
