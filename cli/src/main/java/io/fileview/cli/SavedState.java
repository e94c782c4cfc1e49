package io.fileview.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.fileview.ByteRange;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The files of a saved state: a line of JSON that says what it is, one for each file, and one at the
 * end, without which the state is incomplete. The path is a {@code file:} URI, whose escapes can
 * have every byte of a name.
 */
final class SavedState {
    static final String HEADER = "fileviewState";
    static final String END = "files";
    static final int VERSION = 1;

    private final String name;
    private final JsonParser json;

    private SavedState(String name, JsonParser json) {
        this.name = name;
        this.json = json;
    }

    /**
     * Reads a whole state.
     *
     * @param name what to call it in messages
     */
    static List<SavedFile> read(String name, InputStream in) throws IOException {
        try (JsonParser json = new JsonFactory().createParser(in)) {
            return new SavedState(name, json).files();
        } catch (JsonProcessingException e) {
            throw damaged(name, "is damaged at line " + e.getLocation().getLineNr());
        }
    }

    /** Whether a state begins like this. */
    static boolean isState(InputStream in) throws IOException {
        try (JsonParser json = new JsonFactory().createParser(in)) {
            return json.nextToken() == JsonToken.START_OBJECT
                    && HEADER.equals(json.nextFieldName());
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    private List<SavedFile> files() throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT || !HEADER.equals(json.nextFieldName())) {
            throw damaged(name, "has not been written by 'fileview save'");
        }
        long version = json.nextLongValue(-1);
        if (version != VERSION) {
            throw damaged(
                    name,
                    "has the format " + version + ", and this program knows " + VERSION);
        }
        skipRest();
        List<SavedFile> files = new ArrayList<>();
        while (json.nextToken() == JsonToken.START_OBJECT) {
            String field = json.nextFieldName();
            if (END.equals(field)) {
                long count = json.nextLongValue(-1);
                skipRest();
                if (count != files.size() || json.nextToken() != null) {
                    throw damaged();
                }
                return files;
            }
            files.add(file(field));
        }
        throw damaged(name, "is incomplete, because its last line is missing");
    }

    private void skipRest() throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            json.nextToken();
            json.skipChildren();
        }
        if (json.currentToken() != JsonToken.END_OBJECT) {
            throw damaged();
        }
    }

    private SavedFile file(@Nullable String first) throws IOException {
        String uri = null;
        String modified = null;
        Long device = null;
        Long inode = null;
        long size = -1;
        List<ByteRange> ranges = null;
        for (String field = first; field != null; field = json.nextFieldName()) {
            JsonToken token = json.nextToken();
            boolean isNumber = token == JsonToken.VALUE_NUMBER_INT;
            switch (field) {
                case "uri" -> uri = json.getText();
                case "modified" -> modified = json.getText();
                case "device" -> device = isNumber ? json.getLongValue() : null;
                case "inode" -> inode = isNumber ? json.getLongValue() : null;
                case "size" -> size = isNumber ? json.getLongValue() : -1;
                case "ranges" -> ranges = ranges();
                default -> json.skipChildren();
            }
        }
        if (uri == null || modified == null || size < 0 || ranges == null) {
            throw damaged();
        }
        FileId id = device == null || inode == null ? null : new FileId(device, inode);
        return new SavedFile(path(uri), id, size, modified, ranges);
    }

    private Path path(String uri) {
        try {
            Path path = Path.of(URI.create(uri));
            if (path.getFileSystem().equals(FileSystems.getDefault())) {
                return path;
            }
            throw damaged();
        } catch (IllegalArgumentException | FileSystemNotFoundException e) {
            throw damaged();
        }
    }

    private List<ByteRange> ranges() throws IOException {
        List<ByteRange> ranges = new ArrayList<>();
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw damaged();
        }
        long end = 0;
        while (json.nextToken() == JsonToken.START_ARRAY) {
            long offset = json.nextLongValue(-1);
            long length = json.nextLongValue(-1);
            boolean isWhole = json.nextToken() == JsonToken.END_ARRAY;
            if (!isWhole || offset < end || length < 1 || offset > Long.MAX_VALUE - length) {
                throw damaged();
            }
            end = offset + length;
            ranges.add(new ByteRange(offset, length));
        }
        return ranges;
    }

    private CommandFailure damaged() {
        return damaged(name, "is damaged at line " + json.currentLocation().getLineNr());
    }

    private static CommandFailure damaged(String name, String problem) {
        return CommandFailure.failed(
                name + ": " + problem + "; nothing has been read; give a state that is whole");
    }
}
