package io.fileview.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.ByteRange;
import io.fileview.Durability;
import io.fileview.Protection;
import io.fileview.contract.EngineWorld;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileLocation;
import io.fileview.spi.MappedRange;
import io.fileview.spi.OpenRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random operations on one file against an array of bytes, and a power cut at the end: each sector that is left is one
 * that the file had at some moment since the sector was flushed.
 */
@Timeout(120)
class MemoryModelTest {
    private static final int PAGE = 1024;
    private static final int SECTOR = 256;
    private static final int LARGEST = 20 * PAGE;
    private static final List<Durability> LEVELS = List.of(Durability.values());
    private static final int SEEDS = 400;
    private static final int OPERATIONS = 60;
    private static final Path FILE = Path.of("/file").toAbsolutePath();

    /** A run with one seed. */
    private static final class Run {
        private final Random random;
        private final MemoryFileSystem files;
        private final EngineFile file;
        private final List<MappedRange> ranges = new ArrayList<>();
        private final List<Long> offsets = new ArrayList<>();

        /** All contents that the file has had, the current one last. */
        private final List<byte[]> contents = new ArrayList<>();

        /** For each sector the number of the content that is on the disk for sure. */
        private final int[] sureSince = new int[LARGEST / SECTOR];

        private int sizeSureSince;

        Run(Mode mode, long seed) throws IOException {
            random = new Random(seed);
            files = new MemoryFileSystem(
                    Options.DEFAULT.mode(mode).pageSize(PAGE).sectorSize(SECTOR));
            byte[] bytes = new byte[random.nextInt(LARGEST)];
            random.nextBytes(bytes);
            files.others().write(FILE, bytes);
            contents.add(bytes);
            file = files.engine().open(FileLocation.of(FILE),
                    OpenRequest.existing(Protection.READ_WRITE));
        }

        private byte[] now() {
            return contents.getLast();
        }

        void step() throws IOException {
            switch (random.nextInt(12)) {
                case 0, 1 -> write();
                case 2, 3 -> writeToRange();
                case 4 -> resize();
                case 5 -> map();
                case 6 -> unmap();
                case 7, 8 -> flush();
                case 9 -> files.disk().writeBack(FILE);
                case 10 -> files.disk().evict(FILE);
                default -> compare();
            }
        }

        private byte[] randomBytes(int most) {
            byte[] bytes = new byte[1 + random.nextInt(most)];
            random.nextBytes(bytes);
            return bytes;
        }

        private void changed(int offset, byte[] bytes) {
            byte[] next = Arrays.copyOf(now(), Math.max(now().length, offset + bytes.length));
            System.arraycopy(bytes, 0, next, offset, bytes.length);
            contents.add(next);
        }

        private void write() throws IOException {
            int offset = random.nextInt(LARGEST - 1);
            byte[] bytes = randomBytes(Math.min(5_000, LARGEST - offset));
            EngineWorld.write(file, offset, bytes);
            changed(offset, bytes);
        }

        private void writeToRange() throws IOException {
            if (ranges.isEmpty()) {
                return;
            }
            int index = random.nextInt(ranges.size());
            long length = Math.min(ranges.get(index).length(), now().length - offsets.get(index));
            if (length <= 0) {
                return; // The file was truncated before it.
            }
            int offset = random.nextInt((int) length);
            byte[] bytes = randomBytes((int) Math.min(3_000, length - offset));
            EngineWorld.write(ranges.get(index), offset, bytes);
            changed((int) (offsets.get(index) + offset), bytes);
        }

        private void resize() throws IOException {
            int size = random.nextInt(LARGEST);
            if (size < now().length) {
                file.truncate(size);
            } else {
                file.extend(size, random.nextBoolean());
            }
            contents.add(Arrays.copyOf(now(), size));
        }

        private void map() throws IOException {
            if (now().length > 0 && ranges.size() < 4) {
                int offset = random.nextInt(now().length);
                int length = 1 + random.nextInt(now().length - offset);
                ranges.add(EngineWorld.map(file, offset, length, Protection.READ_WRITE));
                offsets.add((long) offset);
            }
        }

        private void unmap() throws IOException {
            if (!ranges.isEmpty()) {
                int index = random.nextInt(ranges.size());
                offsets.remove(index);
                ranges.remove(index).unmap();
            }
        }

        private void flush() throws IOException {
            Durability durability = LEVELS.get(random.nextInt(LEVELS.size()));
            int offset = random.nextInt(LARGEST);
            ByteRange range =
                    random.nextBoolean()
                            ? new ByteRange(0, Long.MAX_VALUE)
                            : new ByteRange(offset, 1 + random.nextInt(LARGEST - offset));
            file.flush(range, durability, ranges);
            if (durability == Durability.DEVICE) {
                long end = Math.min(LARGEST, range.end());
                for (long sector = range.offset() / SECTOR; sector < (end + SECTOR - 1) / SECTOR;
                        sector++) {
                    sureSince[(int) sector] = contents.size() - 1;
                }
                sizeSureSince = contents.size() - 1;
            }
        }

        private void compare() throws IOException {
            assertThat(EngineWorld.read(file, 0, LARGEST)).isEqualTo(now());
            assertThat(files.others().read(FILE)).isEqualTo(now());
        }

        void cut() throws IOException {
            compare();
            files.cutPower(random);
            byte[] left = files.others().read(FILE);
            assertThat(left).isEqualTo(files.disk().readDurable(FILE));
            List<byte[]> sizes = contents.subList(sizeSureSince, contents.size());
            assertThat(left.length)
                    .isBetween(
                            sizes.stream().mapToInt(bytes -> bytes.length).min().orElseThrow(),
                            sizes.stream().mapToInt(bytes -> bytes.length).max().orElseThrow());
            for (int start = 0; start < left.length; start += SECTOR) {
                byte[] sector =
                        Arrays.copyOfRange(left, start, Math.min(left.length, start + SECTOR));
                int from = start;
                assertThat(contents.subList(sureSince[start / SECTOR], contents.size()))
                        .as("sector at %s of %s bytes", start, left.length)
                        .anyMatch(content -> isThere(content, from, sector));
            }
        }

        private static boolean isThere(byte[] content, int start, byte[] sector) {
            for (int i = 0; i < sector.length; i++) {
                if (sector[i] != (start + i < content.length ? content[start + i] : 0)) {
                    return false;
                }
            }
            return true;
        }
    }

    @ParameterizedTest
    @EnumSource
    void everySectorThatIsLeftIsOneThatTheFileHad(Mode mode) {
        for (long seed = 0; seed < SEEDS; seed++) {
            long seeded = seed;
            assertThat(seed)
                    .as("%s, seed %s", mode, seed)
                    .satisfies(
                            any -> {
                                Run run = new Run(mode, seeded);
                                for (int i = 0; i < OPERATIONS; i++) {
                                    run.step();
                                }
                                run.cut();
                            });
        }
    }

    @Test
    void whatWasNotFlushedIsSometimesThereAndSometimesNot() throws Exception {
        boolean kept = false;
        boolean lost = false;
        boolean torn = false;
        for (int seed = 0; seed < 50; seed++) {
            MemoryFileSystem files = new MemoryFileSystem(Options.DEFAULT);
            files.others().write(FILE, new byte[4096]);
            EngineFile file = files.engine().open(FileLocation.of(FILE),
                    OpenRequest.existing(Protection.READ_WRITE));
            byte[] ones = new byte[4096];
            Arrays.fill(ones, (byte) 1);
            EngineWorld.write(file, 0, ones);
            files.cutPower(new Random(seed));
            byte[] left = files.others().read(FILE);
            boolean some = left[0] == 1;
            boolean all = Arrays.equals(left, ones);
            kept |= some;
            lost |= !some;
            torn |= some && !all;
        }
        assertThat(List.of(kept, lost, torn)).containsOnly(true);
    }
}
