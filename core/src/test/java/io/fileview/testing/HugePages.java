package io.fileview.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A mounted hugetlbfs with some pages of 2 MiB, which are given back when it is closed. */
public final class HugePages implements AutoCloseable {
    public static final int PAGE = 2 << 20;

    private static final Path RESERVED =
            Path.of("/sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages");

    private final Path directory;
    private final String before;

    private HugePages(Path directory, String before) {
        this.directory = directory;
        this.before = before;
    }

    public static HugePages mount(Path directory, int pages) throws IOException {
        return mount(directory, pages, "pagesize=2M,size=" + (long) pages * PAGE);
    }

    /** The file system may use all pages that there are. */
    public static HugePages mountWithoutLimit(Path directory, int pages) throws IOException {
        return mount(directory, pages, "pagesize=2M");
    }

    private static HugePages mount(Path directory, int pages, String options)
            throws IOException {
        Needs.administrator();
        assumeTrue(
                Files.isWritable(RESERVED), "needs huge pages of 2 MiB");
        String before = Files.readString(RESERVED).strip();
        HugePages mounted = new HugePages(directory, before);
        Files.writeString(RESERVED, Integer.toString(Integer.parseInt(before) + pages));
        try {
            assumeTrue(
                    Integer.parseInt(Files.readString(RESERVED).strip())
                            >= Integer.parseInt(before) + pages,
                    "needs memory for " + pages + " huge pages in one piece each");
            Command.run(
                    "mount",
                    "-t",
                    "hugetlbfs",
                    "-o",
                    options,
                    "none",
                    directory.toString());
        } catch (Throwable failure) {
            mounted.giveBack();
            throw failure;
        }
        return mounted;
    }

    private void giveBack() throws IOException {
        Files.writeString(RESERVED, before);
    }

    @Override
    public void close() throws IOException {
        try {
            Command.run("umount", directory.toString());
        } finally {
            giveBack();
        }
    }
}
