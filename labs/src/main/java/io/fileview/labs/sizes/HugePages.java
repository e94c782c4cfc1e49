package io.fileview.labs.sizes;

import io.fileview.labs.common.CannotRunException;
import io.fileview.labs.common.Mounts;
import io.fileview.labs.common.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A mounted hugetlbfs with some pages, which are given back when it is closed. */
final class HugePages implements AutoCloseable {
    /** The size of its pages in bytes. */
    private static final long PAGE = 2L << 20;

    private static final Path RESERVED =
            Path.of("/sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages");

    private final Path directory;
    private final int before;

    private HugePages(Path directory, int before) {
        this.directory = directory;
        this.before = before;
    }

    long pageSize() {
        return PAGE;
    }

    static HugePages mount(Path directory, int pages) throws IOException {
        if (!Files.isWritable(RESERVED)) {
            throw new CannotRunException("this kernel has no huge pages of 2 MiB");
        }
        int before = reserved();
        HugePages mounted = new HugePages(directory, before);
        try {
            Files.writeString(RESERVED, Integer.toString(before + pages));
            if (reserved() < before + pages) {
                throw new CannotRunException(
                        "there is no memory for " + pages + " huge pages in one piece each");
            }
            Files.createDirectory(directory);
            Shell.run("mount", "-t", "hugetlbfs", "-o", "pagesize=2M", "none",
                    directory.toString());
        } catch (Throwable failure) {
            Files.writeString(RESERVED, Integer.toString(before));
            throw failure;
        }
        return mounted;
    }

    private static int reserved() throws IOException {
        return Integer.parseInt(Files.readString(RESERVED).strip());
    }

    @Override
    public void close() throws IOException {
        try {
            Mounts.unmount(directory);
        } finally {
            Files.writeString(RESERVED, Integer.toString(before));
        }
    }
}
