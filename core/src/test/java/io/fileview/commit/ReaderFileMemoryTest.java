package io.fileview.commit;

import static io.fileview.commit.CommitWorld.PAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.MappingException;
import io.fileview.View;
import io.fileview.commit.CommitReader.ReadLock;
import io.fileview.memory.Ability;
import io.fileview.memory.Call;
import io.fileview.memory.Fault;
import io.fileview.memory.Faults;
import io.fileview.memory.Operation;
import io.fileview.memory.Options;
import io.fileview.memory.OsError;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a reader maps its file. */
class ReaderFileMemoryTest extends CommitReaderFixture {
    private List<Operation> mappings() {
        return world.system.faults().log().stream()
                .map(Call::operation)
                .filter(each -> each == Operation.MAP || each == Operation.UNMAP)
                .toList();
    }

    @Test
    void allRangesShowTheCommitsThatOnlyTheJournalHolds() throws IOException {
        try (CommitReader reader = world.reader();
                View first = reader.map();
                View second = reader.map(2 * PAGE, 1);
                View third = reader.map(PAGE, 2 * PAGE)) {
            unappliedCommit(2, 'b').abandon();
            try (ReadLock lock = reader.readLock()) {
                assertThat(lock).isNotNull();
                assertThat(first.guarded().getByte(2 * PAGE)).isEqualTo((byte) 'b');
                assertThat(second.guarded().getByte(0)).isEqualTo((byte) 'b');
                assertThat(third.guarded().getByte(PAGE)).isEqualTo((byte) 'b');
                assertThat(third.guarded().getByte(PAGE - 1)).isEqualTo((byte) 'a');
            }
            assertThat(first.guarded().getByte(2 * PAGE)).isEqualTo((byte) 'a');
            assertThat(second.guarded().getByte(0)).isEqualTo((byte) 'a');
            assertThat(third.guarded().getByte(PAGE)).isEqualTo((byte) 'a');
        }
    }

    /** An engine that has no private pages maps the file as it is. */
    @Test
    void withoutPrivatePagesTheFileIsMappedShared() throws IOException {
        world = new CommitWorld(SIZE, Options.DEFAULT.without(Ability.PRIVATE_PAGES));
        try (CommitReader reader = world.reader()) {
            world.system.faults().plan(call -> Fault.NONE);
            try (View view = reader.map()) {
                assertThat(mappings())
                        .containsExactly(Operation.MAP, Operation.UNMAP, Operation.MAP);
                world.system.others().write(CommitWorld.FILE, 0, new byte[] {'z'});
                assertThat(view.guarded().getByte(0)).isEqualTo((byte) 'z');
            }
        }
    }

    @Test
    void whatCannotBeMappedAtAllFailsWithBothReasons() throws IOException {
        try (CommitReader reader = world.reader()) {
            int[] maps = new int[1];
            world.system.faults()
                    .plan(
                            call -> call.operation() != Operation.MAP
                                    ? Fault.NONE
                                    : Fault.error(
                                            ++maps[0] == 1 ? OsError.EACCES : OsError.EINVAL));
            assertThatExceptionOfType(MappingException.class)
                    .isThrownBy(reader::map)
                    .satisfies(
                            failure -> {
                                assertThat(failure.errorName()).contains("EINVAL");
                                assertThat(failure.getSuppressed()).singleElement()
                                        .asString()
                                        .contains("EACCES");
                            });
        }
    }

    /** Under a read lock a view would show the file without commits that other views have. */
    @Test
    void aRangeThatCannotShowTheCommitsIsNotMapped() throws IOException {
        unappliedCommit(2, 'b').abandon();
        try (CommitReader reader = world.reader(); ReadLock lock = reader.readLock()) {
            assertThat(lock).isNotNull();
            world.system.faults()
                    .plan(
                            Faults.once(
                                    call -> call.operation() == Operation.MAP,
                                    Fault.error(OsError.EACCES)));
            assertThatExceptionOfType(MappingException.class)
                    .isThrownBy(() -> reader.map(PAGE, 3 * PAGE))
                    .withMessageContaining("without permission to write the file")
                    .satisfies(
                            failure -> {
                                assertThat(failure.file()).isEqualTo(CommitWorld.FILE.toString());
                                assertThat(failure.offset()).isEqualTo(PAGE);
                                assertThat(failure.length()).isEqualTo(3 * PAGE);
                            });
            assertThat(mappings())
                    .containsExactly(Operation.MAP, Operation.MAP, Operation.UNMAP);
        }
    }
}
