package io.fileview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.TestFiles;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Steps that open and close, map and unmap, and change sizes. */
final class MappingSteps {
    private static final int MOST_LISTED = 10;

    private static final int MOST_MAPPINGS = 4;

    private final ModelWorld world;

    MappingSteps(ModelWorld world) {
        this.world = world;
    }

    void open() throws Throwable {
        FileModel file = world.any(world.files);
        if (file.isMemory()) {
            openMemory(file);
        } else if (file.mappings.size() < MOST_MAPPINGS) {
            openFile(file);
        }
    }

    /** Memory has one mapping; new memory can be had once nothing of the old is left. */
    private void openMemory(FileModel memory) throws Throwable {
        if (memory.mappings.isEmpty() && memory.views.isEmpty()) {
            int size = 1 + world.below(ModelWorld.LARGEST);
            world.log("open " + memory.name + " of " + size + " bytes");
            FileMapping mapping = EngineUnderTest.memoryBuilder(size).open();
            memory.resize(0);
            memory.resize(size);
            memory.mappings.add(new FileModel.Opened(memory, mapping, size));
        }
    }

    private void openFile(FileModel file) throws Throwable {
        Protection protection =
                world.oneIn(2) ? Protection.READ_WRITE : world.any(Protection.values());
        MappingBuilder builder =
                EngineUnderTest.builder(file.path).protection(protection);
        int size = file.size();
        Class<? extends Exception> refusal = null;
        if (world.oneIn(3)) {
            size = world.below(ModelWorld.LARGEST);
            builder.size(size);
            boolean tooLarge = size > file.size() && protection != Protection.READ_WRITE;
            refusal = tooLarge ? BeyondEndException.class : null;
        }
        if (world.oneIn(2)) {
            builder.sparse();
        }
        if (protection == Protection.READ_WRITE && world.oneIn(10)) {
            builder.createNew();
            refusal = FileAlreadyExistsException.class;
        }
        world.log("open " + file.name + " " + protection + " with " + size + " bytes");
        FileMapping[] mapping = new FileMapping[1];
        if (!world.refused(refusal, () -> mapping[0] = builder.open())) {
            file.resize(Math.max(file.size(), size));
            file.mappings.add(new FileModel.Opened(file, mapping[0], size));
        }
    }

    void close() throws Throwable {
        FileModel file = world.any(world.files);
        if (!file.mappings.isEmpty()) {
            FileModel.Opened opened = world.any(file.mappings);
            world.log("close " + opened);
            opened.mapping.close();
            file.mappings.remove(opened);
            assertThat(opened.mapping.isOpen()).isFalse();
            assertThatThrownBy(() -> opened.mapping.map(0, 1))
                    .isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> opened.mapping.grow(opened.size))
                    .isInstanceOf(IllegalStateException.class);
            if (world.oneIn(4)) {
                opened.mapping.close();
            }
        }
    }

    void map() throws Throwable {
        FileModel.Opened opened = anyOpened();
        if (opened == null || world.views.size() >= ModelWorld.MOST_VIEWS) {
            return;
        }
        int offset = opened.size == 0 ? 0 : world.offset(opened.size);
        int room = opened.size - offset;
        int length =
                room == 0 || world.oneIn(25) ? room + 1 + world.below(9000) : world.length(room);
        Protection protection =
                world.oneIn(3) ? world.any(Protection.values()) : writable(opened.mapping);
        boolean confined = world.oneIn(3);
        world.log("map " + protection + " [" + offset + ", " + length + "] of " + opened);
        ViewBuilder builder = opened.mapping.view(offset, length).protection(protection);
        if (confined) {
            builder.threadConfined();
        }
        if (world.oneIn(8)) {
            builder.advice(world.any(Advice.values()));
        }
        Class<? extends Exception> refusal =
                opened.mapping.protection().allows(protection)
                        ? opened.refusalOf((long) offset + length)
                        : AccessDeniedException.class;
        View[] view = new View[1];
        if (!world.refused(refusal, () -> view[0] = builder.map())) {
            ViewModel model = world.add(opened, view[0], confined);
            world.note("  is " + model);
            assertThat(model.segment.byteSize()).isEqualTo(length);
            assertThat(model.segment.address()).isEqualTo(view[0].address());
            assertThat(model.segment.isReadOnly()).isEqualTo(model.isReadOnly());
            mustBeFound(model, view[0].address() + world.below(length));
            world.mustShowAll(model);
        }
    }

    /** Views may overlap in memory, on an engine where they share that. */
    private void mustBeFound(ViewModel view, long address) {
        View found = Views.at(address).orElseThrow();
        if (world.views.stream().noneMatch(other -> other != view && other.covers(address))) {
            assertThat(found).isSameAs(view.view);
        }
        assertThat(address - found.address()).isBetween(0L, found.length() - 1);
        assertThat(found.isMapped()).isTrue();
    }

    private Protection writable(FileMapping mapping) {
        return mapping.protection() == Protection.READ_WRITE && world.oneIn(2)
                ? Protection.READ_WRITE
                : Protection.COPY_ON_WRITE;
    }

    void mapNonsense() {
        FileModel.Opened opened = anyOpened();
        if (opened != null) {
            world.log("map nonsense of " + opened);
            long[][] nonsense = {
                {-1, 1}, {0, -1}, {Long.MIN_VALUE, 1}, {1, Long.MAX_VALUE},
                {Long.MAX_VALUE, 1}
            };
            long[] range = world.any(nonsense);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> opened.mapping.map(range[0], range[1]));
            assertThatThrownBy(() -> opened.mapping.map(0, Long.MAX_VALUE))
                    .isInstanceOf(BeyondEndException.class);
        }
    }

    void unmap() {
        if (!world.views.isEmpty()) {
            ViewModel view = world.any(world.views);
            world.log("unmap " + view);
            unmap(view);
        }
    }

    private void unmap(ViewModel view) {
        boolean byAddress = world.oneIn(2) && world.isOnlyAt(view, view.view.address());
        world.note("  unmap " + (byAddress ? "by address " : "") + view);
        if (byAddress) {
            Views.unmap(view.view.address());
        } else {
            view.view.close();
        }
        world.died(view);
        assertThat(view.view.isMapped()).isFalse();
    }

    void grow() throws Throwable {
        FileModel.Opened opened = anyOpened();
        if (opened != null) {
            int size = world.oneIn(3) ? world.below(ModelWorld.LARGEST) : larger(opened.size);
            world.log("grow " + opened + " to " + size);
            boolean writable = opened.mapping.protection() == Protection.READ_WRITE;
            Class<? extends Exception> refusal =
                    size > opened.file.size() && !writable ? BeyondEndException.class : null;
            if (size < opened.size) {
                refusal = IllegalArgumentException.class;
            }
            if (!world.refused(refusal, () -> opened.mapping.grow(size))) {
                opened.size = size;
                opened.file.resize(Math.max(opened.file.size(), size));
            }
            assertThat(opened.mapping.size()).isEqualTo(opened.size);
        }
    }

    private int larger(int size) {
        return Math.min(ModelWorld.LARGEST, size + world.length(5 * 4096));
    }

    void truncate() throws Throwable {
        FileModel.Opened opened = anyOpened();
        if (opened == null) {
            return;
        }
        if (world.oneIn(2)) {
            unmapAll(opened.file);
        }
        int size = opened.size - world.below(opened.size + 1) / (world.oneIn(6) ? 1 : 6);
        if (world.oneIn(10)) {
            size = opened.size + 1;
        }
        truncate(opened, size);
    }

    private void truncate(FileModel.Opened opened, int size) throws Throwable {
        FileModel file = opened.file;
        world.log("truncate " + opened + " to " + size);
        Class<? extends Exception> refusal =
                file.views.isEmpty() ? null : ViewsMappedException.class;
        if (opened.mapping.protection() != Protection.READ_WRITE) {
            refusal = AccessDeniedException.class;
        }
        if (size > opened.size) {
            refusal = IllegalArgumentException.class;
        }
        List<String> live = file.views.stream().map(view -> view.view.toString()).toList();
        if (refusal == ViewsMappedException.class) {
            world.refused(refusal, () -> opened.mapping.truncate(size));
            assertThatThrownBy(() -> opened.mapping.truncate(size))
                    .message()
                    .contains("while " + live.size() + " view")
                    .satisfies(
                            message -> assertThat(live.stream().filter(message::contains))
                                    .hasSize(Math.min(live.size(), MOST_LISTED)));
        } else if (!world.refused(refusal, () -> opened.mapping.truncate(size))) {
            file.resize(Math.min(file.size(), size));
            opened.size = size;
        }
        assertThat(opened.mapping.size()).isEqualTo(opened.size);
    }

    void remap() throws Throwable {
        if (world.views.isEmpty()) {
            return;
        }
        ViewModel view = world.any(world.views);
        int room = view.opened.size - view.offset;
        int length = world.oneIn(6) || room < view.length ? room + 1 + world.below(50) : room;
        if (room > view.length && world.oneIn(2)) {
            length = view.length + world.below(room - view.length);
        }
        if (world.oneIn(20)) {
            length = world.below(view.length);
        }
        int newLength = length;
        world.log("remap " + view + " to " + newLength);
        Class<? extends Exception> refusal =
                newLength < view.length
                        ? IllegalArgumentException.class
                        : view.opened.refusalOf((long) view.offset + newLength);
        if (!world.refused(refusal, () -> view.view.remap(newLength)) && newLength > view.length) {
            assertThatThrownBy(() -> world.mustShow(view, 0, 1))
                    .isInstanceOf(IllegalStateException.class);
            if (!ModelWorld.keepsEqualPages()) {
                view.forgetWhatIsNotChanged();
            }
            view.remapped(newLength);
        }
        assertThat(view.view.length()).isEqualTo(view.length);
        assertThat(view.segment.byteSize()).isEqualTo(view.length);
        assertThat(view.segment.address()).isEqualTo(view.view.address());
        world.mustShowAll(view);
    }

    /** Somebody else reads, writes, extends or shortens the file: local files are coherent. */
    void fileBeside() throws Throwable {
        FileModel file = world.any(world.files);
        if (file.isMemory()) {
            return;
        }
        assertThat(TestFiles.size(file.path)).isEqualTo(file.size());
        int offset = world.offset(file.size() + 1);
        if (world.oneIn(2)) {
            int most = world.oneIn(8) ? ModelWorld.LARGEST - offset : file.size() - offset;
            byte[] data = world.bytes(most == 0 ? 0 : world.length(most));
            world.log("write " + data.length + " bytes at " + offset + " beside into "
                    + file.name);
            file.resize(Math.max(file.size(), offset + data.length));
            file.write(offset, data);
            TestFiles.write(file.path, offset, data);
        } else if (file.views.isEmpty() && world.oneIn(20)) {
            world.log("truncate " + file.name + " beside to " + offset);
            file.resize(offset);
            TestFiles.truncate(file.path, offset);
        } else {
            int length = Math.min(file.size() - offset, 20_000);
            world.log("read " + length + " bytes at " + offset + " of " + file.name);
            assertThat(TestFiles.read(file.path, offset, length))
                    .isEqualTo(file.read(offset, length));
        }
    }

    private FileModel.@Nullable Opened anyOpened() {
        List<FileModel.Opened> mappings = world.any(world.files).mappings;
        return mappings.isEmpty() ? null : world.any(mappings);
    }

    private void unmapAll(FileModel file) {
        while (!file.views.isEmpty()) {
            unmap(world.any(file.views));
        }
    }

    /** Mappings and views go in any order. */
    void closeEverything() throws Throwable {
        while (!world.views.isEmpty()
                || world.files.stream().anyMatch(file -> !file.mappings.isEmpty())) {
            if (world.oneIn(3)) {
                close();
            } else {
                unmap();
            }
        }
    }
}
