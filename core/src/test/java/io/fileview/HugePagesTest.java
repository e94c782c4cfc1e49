package io.fileview;

import static io.fileview.testing.ViewBytes.bytesOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.fileview.commit.CommitMapping;
import io.fileview.commit.CommitReader;
import io.fileview.testing.AddressSpace;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.HugePages;
import io.fileview.testing.NeedsKernel;
import io.fileview.testing.Sample;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of hugetlbfs are mapped in pages of their own size. */
@Tag("linux-only")
@NeedsKernel("mounts hugetlbfs")
class HugePagesTest {
    private static final int PAGE = HugePages.PAGE;
    private static final int PAGES = 8;

    @TempDir
    Path directory;

    private FileMapping create(String name, long size) throws Exception {
        return EngineUnderTest.builder(directory.resolve(name))
                .protection(Protection.READ_WRITE)
                .createNew()
                .size(size)
                .open();
    }

    @Test
    void viewsStartAnywhereAndEndAnywhere() throws Exception {
        try (HugePages mounted = HugePages.mount(directory, PAGES)) {
            assertThat(mounted).isNotNull();
            try (FileMapping mapping = create("file", 3L * PAGE)) {
                assertThat(mapping.pageSize()).isEqualTo(PAGE);
                for (long[] range : new long[][] {{0, 10}, {5_000, 3}, {PAGE - 1, 2},
                    {PAGE + 7, PAGE},
                    {3L * PAGE - 1, 1}, {0, 3L * PAGE}, {100, 0}}) {
                    View view = mapping.map(range[0], range[1]);
                    long address = view.address();
                    assertThat(address % PAGE).isEqualTo(range[1] == 0 ? 0 : range[0] % PAGE);
                    byte[] bytes = Sample.bytes((int) Math.min(100, range[1]));
                    bytesOf(view).write(0, bytes);
                    view.flush(Durability.DEVICE);
                    view.prefetch();
                    if (range[1] > 0) {
                        view.lock();
                        view.unlock();
                    }
                    view.advise(Advice.RANDOM);
                    assertThat(view.pages().pageSize()).isEqualTo(PAGE);
                    assertThat(view.isCovered()).isTrue();
                    assertThat(bytesOf(view).toArray(0, bytes.length)).isEqualTo(bytes);
                    view.close();
                    if (address != 0) {
                        AddressSpace.mustBeFree(address - address % PAGE, PAGE);
                    }
                }
            }
        }
    }

    @Test
    void viewsGrowAndCopiesStayPrivate() throws Exception {
        try (HugePages mounted = HugePages.mount(directory, PAGES)) {
            assertThat(mounted).isNotNull();
            try (FileMapping mapping = create("file", PAGE);
                    View view = mapping.map(10, 20);
                    View copy = mapping.view(0, PAGE).protection(Protection.COPY_ON_WRITE).map()) {
                bytesOf(view).fill(1);
                bytesOf(copy).set(10, 2);
                mapping.grow(2L * PAGE);
                view.remap(2L * PAGE - 10);
                copy.remap(2L * PAGE);
                bytesOf(view).set(PAGE, 3);
                assertThat(bytesOf(view).get(0)).isEqualTo((byte) 1);
                assertThat(bytesOf(copy).get(10)).isEqualTo((byte) 2);
                assertThat(bytesOf(copy).get(PAGE + 10)).isEqualTo((byte) 3);
            }
            assertThat(Files.size(directory.resolve("file"))).isEqualTo(2L * PAGE);
        }
    }

    /** The kernel takes pages until there are none, if the file system has no size of its own. */
    @Test
    void growingBeyondTheFreePagesGivesThemBack() throws Exception {
        try (HugePages mounted = HugePages.mountWithoutLimit(directory, 2)) {
            assertThat(mounted).isNotNull();
            try (FileMapping mapping = create("file", PAGE)) {
                assertThatExceptionOfType(DiskFullException.class)
                        .isThrownBy(() -> mapping.grow(1_000L * PAGE))
                        .withMessageEndingWith("the file keeps its size");
                create("other", PAGE).close();
            }
        }
    }

    @Test
    void whatIsRefusedNamesTheReason() throws Exception {
        try (HugePages mounted = HugePages.mount(directory, 2)) {
            assertThat(mounted).isNotNull();
            Path file = directory.resolve("file");
            try (FileMapping mapping = create("file", PAGE)) {
                assertThatIOException()
                        .isThrownBy(() -> mapping.truncate(100))
                        .withMessageContainingAll(file.toString(), "100", "multiple", "hugetlbfs");
                assertThat(mapping.size()).isEqualTo(PAGE);
                assertThatExceptionOfType(DiskFullException.class)
                        .isThrownBy(() -> mapping.grow(4L * PAGE))
                        .withMessageContainingAll(
                                file.toString(), "hugetlbfs", "vm.nr_hugepages");
                try (View view = mapping.map()) {
                    assertThatExceptionOfType(UnsupportedOperationException.class)
                            .isThrownBy(view::trim)
                            .withMessageContaining(file.toString());
                }
            }
            try (FileMapping sparse =
                    EngineUnderTest.builder(directory.resolve("sparse"))
                            .protection(Protection.READ_WRITE)
                            .createNew()
                            .size(100L * PAGE)
                            .sparse()
                            .open()) {
                assertThatExceptionOfType(MappingLimitException.class)
                        .isThrownBy(sparse::map)
                        .withMessageContainingAll("sparse", "hugetlbfs", "vm.nr_hugepages");
            }
            assertThatExceptionOfType(UnsupportedOperationException.class)
                    .isThrownBy(() -> CommitMapping.open(file))
                    .withMessageContaining(file.toString());
            try (CommitReader reader = CommitReader.open(file);
                    View view = reader.map()) {
                assertThat(bytesOf(view).get(PAGE - 1)).isZero();
            }
        }
    }
}
