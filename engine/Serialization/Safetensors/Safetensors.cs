using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace NeuralCore.Serialization;

/// <summary>Whole safetensors files, read and written; <see cref="SafetensorsFile"/> reads them tensor by tensor.</summary>
public static class Safetensors
{
    /// <summary>Reads every tensor of a file, in the header's order.</summary>
    /// <exception cref="DataException">The file cannot be opened, is cut short or contradicts itself.</exception>
    public static OrderedDictionary<string, HostTensor> Read(string path)
    {
        using var file = SafetensorsFile.Open(path);
        return file.ReadAll();
    }

    /// <summary>Writes the tensors in their order; equal content gives equal bytes, and a failure leaves what stood there.</summary>
    /// <exception cref="DataException">The folder cannot be written.</exception>
    /// <exception cref="UsageException">A name stands twice or is <c>__metadata__</c>, or the header exceeds 100 MB.</exception>
    public static void Write(
        string path, IEnumerable<KeyValuePair<string, HostTensor>> tensors, IEnumerable<KeyValuePair<string, string>>? metadata = null)
    {
        KeyValuePair<string, HostTensor>[] named = [.. tensors];
        KeyValuePair<string, string>[] texts = [.. metadata ?? []];
        if (texts.Select(text => text.Key).Distinct().Count() != texts.Length)
            throw new UsageException($"two texts have the same name among {string.Join(", ", texts.Select(text => text.Key))}; a safetensors file holds each once");
        // The largest elements first (in their order otherwise): every tensor then lies aligned to its element's size.
        KeyValuePair<string, HostTensor>[] laid = [.. named.OrderByDescending(tensor => tensor.Value.Type.SizeInBytes())];
        var header = Header(named, texts, Offsets(laid));
        AtomicFile.Write(path, stream =>
        {
            stream.Write(header);
            foreach (var (_, tensor) in laid) stream.Write(tensor.Data.Span);
        });
    }

    private static Dictionary<string, long> Offsets(KeyValuePair<string, HostTensor>[] laid)
    {
        var offsets = new Dictionary<string, long>(laid.Length);
        var end = 0L;
        foreach (var (name, tensor) in laid)
        {
            if (name == SafetensorsHeader.MetadataName)
                throw new UsageException($"a safetensors file keeps '{name}' for texts; give the tensor another name");
            if (!offsets.TryAdd(name, end))
                throw new UsageException($"two tensors are named '{name}'; a safetensors file holds each name once");
            end += tensor.Data.Length;
        }
        return offsets;
    }

    private static byte[] Header(
        KeyValuePair<string, HostTensor>[] tensors, KeyValuePair<string, string>[] metadata, Dictionary<string, long> offsets)
    {
        using var buffer = new MemoryStream();
        buffer.Write(stackalloc byte[8]);
        // Names stay readable: nothing here is ever put into a web page.
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            WriteJson(json, tensors, metadata, offsets);
        // Blanks up to a multiple of eight, so that the data begin aligned.
        while (buffer.Length % 8 != 0) buffer.WriteByte((byte)' ');
        if (buffer.Length - 8 > SafetensorsHeader.MaxLength)
            throw new UsageException($"the header of these {tensors.Length} tensors takes {buffer.Length - 8} bytes; a safetensors file allows {SafetensorsHeader.MaxLength}");
        var header = buffer.ToArray();
        BinaryPrimitives.WriteInt64LittleEndian(header, header.Length - 8);
        return header;
    }

    private static void WriteJson(
        Utf8JsonWriter json, KeyValuePair<string, HostTensor>[] tensors, KeyValuePair<string, string>[] metadata, Dictionary<string, long> offsets)
    {
        json.WriteStartObject();
        if (metadata.Length > 0)
        {
            json.WriteStartObject(SafetensorsHeader.MetadataName);
            foreach (var (key, text) in metadata) json.WriteString(key, text);
            json.WriteEndObject();
        }
        foreach (var (name, tensor) in tensors)
        {
            json.WriteStartObject(name);
            json.WriteString("dtype", SafetensorsTypes.Name(tensor.Type));
            json.WriteStartArray("shape");
            foreach (var extent in tensor.Shape) json.WriteNumberValue(extent);
            json.WriteEndArray();
            json.WriteStartArray("data_offsets");
            json.WriteNumberValue(offsets[name]);
            json.WriteNumberValue(offsets[name] + tensor.Data.Length);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }
}
