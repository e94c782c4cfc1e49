package io.fileview.win32;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.Views;
import io.fileview.win32.ModelOfViews.Bytes;
import io.fileview.win32.ModelOfViews.Mapped;
import io.fileview.win32.ModelOfViews.Section;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compares random steps with a model of the specification. {@code -Dfileview.model.seed=SEED}
 * repeats a run; {@code -Dfileview.model.steps=N} makes it longer.
 */
class Win32ModelTest {
    private static final int[] SECTION_PROTECTIONS = {
        WinNt.PAGE_READONLY, WinNt.PAGE_READWRITE, WinNt.PAGE_WRITECOPY,
        WinNt.PAGE_EXECUTE_READ, WinNt.PAGE_EXECUTE_READWRITE, WinNt.PAGE_EXECUTE_WRITECOPY
    };
    private static final int[] PROTECTIONS = {
        WinNt.PAGE_NOACCESS, WinNt.PAGE_READONLY, WinNt.PAGE_READWRITE, WinNt.PAGE_WRITECOPY,
        WinNt.PAGE_EXECUTE, WinNt.PAGE_EXECUTE_READ, WinNt.PAGE_EXECUTE_READWRITE,
        WinNt.PAGE_EXECUTE_WRITECOPY
    };
    private static final int FILE_SIZE = 200_000;

    @TempDir
    Path directory;

    private final long seed = Long.getLong("fileview.model.seed", System.nanoTime());
    private final int steps = Integer.getInteger("fileview.model.steps", 200_000);
    private final Random random = new Random(seed);
    private final ModelOfViews model = new ModelOfViews();
    private final List<Section> sections = new ArrayList<>();
    private final Bytes fileBytes = new Bytes(FILE_SIZE);
    private Kernel32 k;
    private Handle file;
    private Address stale = new Address(0x10000);

    @Test
    void randomStepsAgreeWithTheModel() throws IOException {
        System.out.println(
                "Win32ModelTest: " + steps + " steps, -Dfileview.model.seed=" + seed);
        Path path = Files.write(directory.resolve("file"), new byte[FILE_SIZE]);
        int done = 0;
        try (Kernel32 process = Kernel32.open(directory.resolve("names"))) {
            k = process;
            file =
                    k.createFile(
                            path,
                            WinNt.GENERIC_READ | WinNt.GENERIC_WRITE | WinNt.GENERIC_EXECUTE,
                            WinNt.FILE_SHARE_READ | WinNt.FILE_SHARE_WRITE,
                            WinNt.OPEN_EXISTING);
            for (; done < steps; done++) {
                step(random.nextInt(100));
            }
        } catch (AssertionError | RuntimeException failure) {
            throw new AssertionError(
                    "step " + done + ", -Dfileview.model.seed=" + seed + ": "
                            + failure.getMessage(),
                    failure);
        }
        assertThat(Files.readAllBytes(path))
                .isEqualTo(Arrays.copyOf(fileBytes.content, FILE_SIZE));
        assertThat(Views.statistics().liveViews()).isZero();
        assertThat(Views.statistics().liveMappings()).isZero();
    }

    private void step(int dice) {
        if (dice < 3) {
            createSection();
        } else if (dice < 5) {
            closeSection();
        } else if (dice < 14) {
            map();
        } else if (dice < 22) {
            unmap();
        } else if (dice < 32) {
            protect();
        } else if (dice < 60) {
            read();
        } else if (dice < 88) {
            write();
        } else if (dice < 96) {
            query();
        } else if (dice < 98) {
            fileIo();
        } else {
            flush();
        }
    }

    private int pick(int[] values) {
        return values[random.nextInt(values.length)];
    }

    private void createSection() {
        if (sections.size() > 12) {
            return;
        }
        int protect = pick(SECTION_PROTECTIONS);
        boolean memory = random.nextBoolean();
        int size = 1 + random.nextInt(memory ? 300_000 : FILE_SIZE);
        if (!memory && random.nextBoolean()) {
            size = FILE_SIZE;
        }
        Handle handle =
                k.createFileMapping(
                        memory ? Handle.INVALID_HANDLE_VALUE : file, protect, size, null);
        assertThat(handle).as("error %d", k.getLastError()).isNotNull();
        Bytes bytes = memory ? new Bytes(size) : fileBytes;
        sections.add(
                new Section(handle, bytes, memory ? bytes.content.length : size, protect));
    }

    private void closeSection() {
        if (!sections.isEmpty()) {
            Section section = sections.remove(random.nextInt(sections.size()));
            assertThat(k.closeHandle(section.handle())).isTrue();
            assertThat(k.closeHandle(section.handle())).isFalse();
        }
    }

    private void map() {
        if (sections.isEmpty() || model.views.size() > 40) {
            return;
        }
        Section section = sections.get(random.nextInt(sections.size()));
        int protect = pick(PROTECTIONS);
        int offset = random.nextInt(4) * 65536;
        int size = random.nextInt(4) == 0 ? 0 : 1 + random.nextInt(150_000);
        Address address =
                k.mapViewOfFile3(section.handle(), null, null, offset, size, 0, protect);
        int left = section.size() - offset;
        boolean write =
                protect == WinNt.PAGE_READWRITE || protect == WinNt.PAGE_EXECUTE_READWRITE;
        boolean sectionWrites =
                section.protect() == WinNt.PAGE_READWRITE
                        || section.protect() == WinNt.PAGE_EXECUTE_READWRITE;
        boolean allowed =
                left > 0
                        && size <= left
                        && (!write || sectionWrites)
                        && (protect < WinNt.PAGE_EXECUTE
                                || section.protect() >= WinNt.PAGE_EXECUTE);
        if (!allowed) {
            assertThat(address).isNull();
            assertThat(k.getLastError()).isEqualTo(WinError.ERROR_ACCESS_DENIED);
            return;
        }
        assertThat(address).as("error %d", k.getLastError()).isNotNull();
        Mapped view = new Mapped(address, section, offset, size == 0 ? left : size, protect);
        for (Mapped other : model.views.values()) {
            boolean apart =
                    other.base.value() + other.size() <= address.value()
                            || address.value() + view.size() <= other.base.value();
            assertThat(apart).isTrue();
        }
        model.views.put(address, view);
    }

    private void unmap() {
        Mapped view = model.any(random);
        if (view == null || model.views.size() < 4) {
            return;
        }
        assertThat(k.unmapViewOfFile(view.base.plus(random.nextInt(view.size())))).isTrue();
        model.views.remove(view.base);
        stale = view.base;
    }

    private Address somewhere(int length) {
        Mapped view = model.any(random);
        if (view == null || random.nextInt(50) == 0) {
            return stale;
        }
        if (random.nextInt(3) == 0) {
            int page = random.nextInt(view.protect.length + 1) * ModelOfViews.PAGE;
            return view.base.plus(page - random.nextInt(length + 1));
        }
        return view.base.plus(random.nextInt(view.size()));
    }

    private void read() {
        int length = 1 + random.nextInt(20);
        Address at = somewhere(length);
        byte[] expected = model.read(at, length);
        try {
            assertThat(k.read(at, length)).isEqualTo(expected);
            assertThat(expected.length).isEqualTo(length);
        } catch (AccessViolationException e) {
            assertThat(e.address()).isEqualTo(at.plus(expected.length));
        }
    }

    private void write() {
        byte[] bytes = new byte[1 + random.nextInt(20)];
        random.nextBytes(bytes);
        Address at = somewhere(bytes.length);
        int expected = model.write(at, bytes);
        try {
            k.write(at, bytes);
            assertThat(expected).isEqualTo(bytes.length);
        } catch (AccessViolationException e) {
            assertThat(e.address()).isEqualTo(at.plus(expected));
            assertThat(e.isWrite()).isTrue();
        }
    }

    private void protect() {
        Mapped view = model.any(random);
        if (view == null) {
            return;
        }
        int protect = pick(PROTECTIONS);
        int from = random.nextInt(view.protect.length);
        int to = Math.min(view.protect.length, from + 1 + random.nextInt(4));
        long size = (to - from) * (long) ModelOfViews.PAGE - random.nextInt(ModelOfViews.PAGE);
        Integer old =
                k.virtualProtect(view.base.plus(from * (long) ModelOfViews.PAGE), size, protect);
        if ((access(protect) & ~access(view.allocationProtect)) != 0) {
            assertThat(old).isNull();
            assertThat(k.getLastError()).isEqualTo(WinError.ERROR_INVALID_PARAMETER);
            return;
        }
        assertThat(old).isEqualTo(view.protect[from]);
        for (int page = from; page < to; page++) {
            view.protect[page] =
                    view.copies[page] != null ? ModelOfViews.written(protect) : protect;
        }
    }

    private static int access(int protect) {
        return switch (protect) {
            case WinNt.PAGE_NOACCESS -> 0;
            case WinNt.PAGE_READONLY, WinNt.PAGE_WRITECOPY -> 1;
            case WinNt.PAGE_READWRITE -> 3;
            case WinNt.PAGE_EXECUTE_READWRITE -> 7;
            default -> 5;
        };
    }

    private void query() {
        Mapped view = model.any(random);
        if (view == null) {
            return;
        }
        int at = random.nextInt(view.size());
        int page = at / ModelOfViews.PAGE;
        int end = page + 1;
        while (end < view.protect.length && view.protect[end] == view.protect[page]) {
            end++;
        }
        assertThat(k.virtualQuery(view.base.plus(at)))
                .isEqualTo(
                        new MemoryBasicInformation(
                                view.base.plus(page * (long) ModelOfViews.PAGE),
                                view.base,
                                view.allocationProtect,
                                (end - page) * (long) ModelOfViews.PAGE,
                                WinNt.MEM_COMMIT,
                                view.protect[page],
                                WinNt.MEM_MAPPED));
    }

    private void fileIo() {
        byte[] bytes = new byte[1 + random.nextInt(10)];
        int at = random.nextInt(FILE_SIZE - bytes.length);
        if (random.nextBoolean()) {
            random.nextBytes(bytes);
            assertThat(k.writeFile(file, at, bytes)).isEqualTo(bytes.length);
            System.arraycopy(bytes, 0, fileBytes.content, at, bytes.length);
        }
        assertThat(k.readFile(file, at, bytes.length))
                .isEqualTo(Arrays.copyOfRange(fileBytes.content, at, at + bytes.length));
    }

    private void flush() {
        Mapped view = model.any(random);
        if (view != null && random.nextInt(50) == 0) {
            assertThat(k.flushViewOfFile(view.base.plus(random.nextInt(view.size())), 0)).isTrue();
            assertThat(k.flushViewOfFile(view.base, view.size() + 1L)).isFalse();
        }
    }
}
