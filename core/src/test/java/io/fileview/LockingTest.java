package io.fileview;

import static io.fileview.testing.ViewBytes.bytesOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.commit.CommitMapping;
import io.fileview.pages.Answer;
import io.fileview.pages.PageRange;
import io.fileview.pages.PageState;
import io.fileview.testing.AddressSpace;
import io.fileview.testing.Commits;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.Eventually;
import io.fileview.testing.NeedsKernel;
import io.fileview.testing.Sample;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which pages are locked in memory, against what the kernel says, and what that prevents. */
@Tag("linux-only")
class LockingTest {
    private static final int PAGES = 64;

    @TempDir
    Path directory;

    private Path file;
    private long pageSize;
    private long size;

    @BeforeEach
    void makeFile() throws IOException {
        try (FileMapping memory = EngineUnderTest.memoryBuilder(1).open();
                View view = memory.map()) {
            pageSize = view.pageSize();
        }
        size = PAGES * pageSize;
        file = Sample.file(directory, (int) size);
        try (FileMapping mapping = open();
                View view = mapping.map()) {
            view.flush(Durability.DEVICE); // pages on their way to the disk stay where they are
        }
    }

    private FileMapping open() throws IOException {
        return EngineUnderTest.open(file, Protection.READ_WRITE);
    }

    @Test
    void lockedPagesAreThoseThatTheKernelHasLocked() throws Exception {
        try (FileMapping mapping = open();
                View view = mapping.map()) {
            view.lock(10 * pageSize + 1, 2 * pageSize); // touches three pages
            view.lock(12 * pageSize, 1); // locks do not nest
            assertThat(view.pages().ranges(PageState.LOCKED)).containsExactly(new PageRange(10, 3));
            assertThat(view.pages().count(PageState.RESIDENT)).isGreaterThanOrEqualTo(3);
            AddressSpace.mustHave(view, "Locked", 3 * pageSize);
            view.unlock(12 * pageSize, 1);
            assertThat(view.pages().ranges(PageState.LOCKED)).containsExactly(new PageRange(10, 2));
            AddressSpace.mustHave(view, "Locked", 2 * pageSize);
            view.unlock();
            assertThat(view.pages().count(PageState.LOCKED)).isZero();
            AddressSpace.mustHave(view, "Locked", 0);
        }
    }

    /** The kernel keeps several pages of a file as one, and unmaps all of it to let go of a part. */
    @Test
    @NeedsKernel("is about large folios of the file cache, which the kernel alone has")
    void pagesBesideThoseThatAreTrimmedStayInTheWorkingSet() throws Exception {
        try (FileMapping mapping = open();
                View view = mapping.view(0, size).protection(Protection.COPY_ON_WRITE).map();
                View other = mapping.view(0, size).protection(Protection.COPY_ON_WRITE).map()) {
            view.lock(41 * pageSize, 3 * pageSize);
            bytesOf(view).toArray();
            view.trim(30 * pageSize, 11 * pageSize);
            mustBeInTheWorkingSet(view, 41, 3);
            bytesOf(view).toArray();
            assertThatExceptionOfType(MappingException.class)
                    .isThrownBy(() -> view.trim(36 * pageSize, 6 * pageSize));
            mustBeInTheWorkingSet(view, 41, 3);
            bytesOf(other).toArray();
            other.trim(44 * pageSize, 3 * pageSize);
            view.lock(43 * pageSize, pageSize);
            mustBeInTheWorkingSet(view, 43, 1);
        }
    }

    private void mustBeInTheWorkingSet(View view, int first, int pages) throws IOException {
        assertThat(view.pages(first * pageSize, pages * pageSize).count(PageState.WORKING_SET))
                .isEqualTo(pages);
    }

    @Test
    void aPageOfACommitMappingIsLockedUntilNoViewLocksIt() throws Exception {
        try (CommitMapping commits = Commits.builder(file).open();
                View whole = commits.map();
                View first = commits.map(0, 10 * pageSize)) {
            try (View second = commits.map(5 * pageSize, 10 * pageSize)) {
                first.lock();
                second.lock();
                AddressSpace.mustHave(whole, "Locked", 15 * pageSize);
                first.unlock(3 * pageSize, 4 * pageSize);
                AddressSpace.mustHave(whole, "Locked", 13 * pageSize);
                assertThat(first.pages().count(PageState.LOCKED)).isEqualTo(6);
            }
            AddressSpace.mustHave(whole, "Locked", 6 * pageSize);
            whole.unlock(); // has locked none
            AddressSpace.mustHave(whole, "Locked", 6 * pageSize);
            first.unlock();
            AddressSpace.mustHave(whole, "Locked", 0);
        }
    }

    @ParameterizedTest
    @EnumSource
    @NeedsKernel(value = "asks which pages a segment has touched, which the kernel alone sees", orCalls = true)
    void lockedPagesAreNotTrimmed(Protection protection) throws Exception {
        try (FileMapping mapping = open();
                View view = mapping.view(0, size).protection(protection).map()) {
            view.lock(0, pageSize);
            assertThatExceptionOfType(MappingException.class)
                    .isThrownBy(view::trim)
                    .withMessageContainingAll(file.toString(), "unlock");
            assertThat(view.pages().is(PageState.WORKING_SET, 0)).isEqualTo(Answer.YES);
            assertThat(view.advise(Advice.DO_NOT_NEED)).isFalse();
            assertThat(view.pages().is(PageState.WORKING_SET, 0)).isEqualTo(Answer.YES);
            view.unlock();
            // Of a copy-on-write view the kernel passes over pages that it moves between its lists.
            Eventually.holds(
                    "no page is in the working set",
                    () -> {
                        view.trim();
                        return view.pages().count(PageState.WORKING_SET) == 0;
                    });
        }
    }

    @Test
    @NeedsKernel(value = "expects a copy-on-write segment to follow the file, which takes the kernel", orCalls = true)
    void lockingCopiesNoPageOfACopyOnWriteView() throws Exception {
        try (FileMapping mapping = open();
                View shared = mapping.map();
                View view = mapping.view(0, size).protection(Protection.COPY_ON_WRITE).map()) {
            view.lock();
            assertThat(view.pages().count(PageState.LOCKED)).isEqualTo(PAGES);
            assertThat(view.pages().count(PageState.RESIDENT)).isEqualTo(PAGES);
            assertThat(view.pages().count(PageState.PRIVATE)).isZero();
            AddressSpace.mustHave(view, "Locked", size);
            bytesOf(shared).set(5, 99);
            assertThat(bytesOf(view).get(5)).isEqualTo((byte) 99);
        }
    }
}
