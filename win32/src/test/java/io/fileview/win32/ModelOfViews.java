package io.fileview.win32;

import java.util.Arrays;
import java.util.Random;
import java.util.TreeMap;

/** The simplest model of views: bytes in arrays, and a state for each page. */
final class ModelOfViews {
    static final int PAGE = 4096;

    /** Bytes that views share; those after the end of the file are never written to it. */
    static final class Bytes {
        final byte[] content;
        final int length;

        Bytes(int length) {
            this.length = length;
            this.content = new byte[(length + PAGE - 1) / PAGE * PAGE];
        }
    }

    /**
     * A section.
     *
     * @param handle its handle, which may be closed
     * @param bytes its bytes
     * @param size its size
     * @param protect its protection
     */
    record Section(Handle handle, Bytes bytes, int size, int protect) {}

    /** A view. */
    static final class Mapped {
        final Address base;
        final Bytes bytes;
        final int offset;
        final int allocationProtect;
        final int[] protect;
        final byte[][] copies;

        Mapped(Address base, Section section, int offset, int size, int protect) {
            this.base = base;
            this.bytes = section.bytes();
            this.offset = offset;
            this.allocationProtect = protect;
            this.protect = new int[(size + PAGE - 1) / PAGE];
            this.copies = new byte[this.protect.length][];
            Arrays.fill(this.protect, protect);
        }

        int size() {
            return protect.length * PAGE;
        }

        private byte get(int at) {
            byte[] copy = copies[at / PAGE];
            return copy != null ? copy[at % PAGE] : bytes.content[offset + at];
        }

        private void set(int at, byte value) {
            int page = at / PAGE;
            if (isWriteCopy(protect[page])) {
                if (copies[page] == null) {
                    int start = offset + page * PAGE;
                    copies[page] = Arrays.copyOfRange(bytes.content, start, start + PAGE);
                }
                protect[page] = written(protect[page]);
            }
            if (copies[page] != null) {
                copies[page][at % PAGE] = value;
            } else {
                bytes.content[offset + at] = value;
            }
        }
    }

    final TreeMap<Address, Mapped> views = new TreeMap<>();

    static boolean isWriteCopy(int protect) {
        return protect == WinNt.PAGE_WRITECOPY || protect == WinNt.PAGE_EXECUTE_WRITECOPY;
    }

    static int written(int protect) {
        return switch (protect) {
            case WinNt.PAGE_WRITECOPY -> WinNt.PAGE_READWRITE;
            case WinNt.PAGE_EXECUTE_WRITECOPY -> WinNt.PAGE_EXECUTE_READWRITE;
            default -> protect;
        };
    }

    static boolean isReadable(int protect) {
        return protect != WinNt.PAGE_NOACCESS;
    }

    static boolean isWritable(int protect) {
        return protect == WinNt.PAGE_READWRITE || protect == WinNt.PAGE_EXECUTE_READWRITE
                || isWriteCopy(protect);
    }

    Mapped at(Address address) {
        var entry = views.floorEntry(address);
        boolean inside =
                entry != null
                        && address.value() < entry.getKey().value() + entry.getValue().size();
        return inside ? entry.getValue() : null;
    }

    Mapped any(Random random) {
        return views.isEmpty()
                ? null
                : views.values().stream().skip(random.nextInt(views.size())).findFirst().get();
    }

    /** Reads bytes up to the first one that cannot be read. */
    byte[] read(Address address, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            Mapped view = at(address.plus(i));
            int at = view == null ? 0 : (int) (address.value() + i - view.base.value());
            if (view == null || !isReadable(view.protect[at / PAGE])) {
                return Arrays.copyOf(bytes, i);
            }
            bytes[i] = view.get(at);
        }
        return bytes;
    }

    /** Writes bytes up to the first one that cannot be written; returns their number. */
    int write(Address address, byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            Mapped view = at(address.plus(i));
            int at = view == null ? 0 : (int) (address.value() + i - view.base.value());
            if (view == null || !isWritable(view.protect[at / PAGE])) {
                return i;
            }
            view.set(at, bytes[i]);
        }
        return bytes.length;
    }
}
