using NeuralCore.Serialization;

namespace NeuralCore.Tests.Serialization;

/// <summary>Legacy files by hand: what old versions wrote (Python 2's pairs, parts of storages), and lists of storages that lie.</summary>
public sealed class TorchLegacyTests
{
    private static readonly byte[] Numbers = [.. Enumerable.Range(0, 6).SelectMany(i => BitConverter.GetBytes((float)i))];

    [Fact]
    public void A_state_dict_of_Python_2_is_read()
    {
        var pickle = new PickleBuilder().Global("collections", "OrderedDict").Op("](](U\u0001aI5\nI01\n0");
        // The list so far is [['a', 5]]: a scalar between the tensors is passed over.
        pickle.Op("e](U\u0001w").Tensor(6, 2, [2, 2], [2, 1]).Op("ee").Raw(0x85).Op("R.");
        Same.Tensors(new() { ["w"] = HostTensor.Of<float>([2, 2], 2, 3, 4, 5) }, Read(pickle, Keys("0"), Storage(6)));
    }

    [Fact]
    public void A_part_of_a_storage_is_read()
    {
        var pickle = new PickleBuilder().Global("torch._utils", "_rebuild_tensor").Op("((")
            .Text("storage").Global("torch.cuda", "FloatStorage").Text("0").Text("cuda:0").Number(6)
            .Op("(").Text("part").Number(1).Number(4).Op("ttQ").Number(1).Numbers(3).Numbers(1).Op("tR.");
        Same.Tensor(HostTensor.Of<float>([3], 2, 3, 4), Read(pickle, Keys("0"), Storage(6))[TensorFile.Unnamed]);
    }

    public static TheoryData<string, long, string> Lies => new()
    {
        { "0", 5, "storage '0' has 5 elements; the pickle says 6" },
        { "1", 6, "a storage follows that the pickle does not name" },
        { "", 6, "storage '0' is not in the file" },
        { "0 0", 6, "storage '0' stands twice in the file" },
    };

    [Theory]
    [MemberData(nameof(Lies))]
    public void A_list_of_storages_that_lies_is_refused(string keys, long count, string words) =>
        Assert.Contains(words, Assert.Throws<DataException>(() => Read(new PickleBuilder().Tensor(6, 0, [6], [1]).Op("."), Keys(keys.Split(' ', StringSplitOptions.RemoveEmptyEntries)), Storage(count))).Message);

    [Fact]
    public void Another_protocol_and_a_persistent_id_in_the_preamble_are_refused()
    {
        byte[] Start(PickleBuilder protocol) => [.. Magic, .. protocol.Bytes];
        Assert.Contains("is not 1001", Refusal(Start(new PickleBuilder().Number(1002).Op("."))));
        Assert.Contains("a storage is named where none may stand", Refusal(Start(new PickleBuilder().Op(")Q."))));
        Assert.Contains("cut short", Refusal(Magic));
    }

    private static byte[] Magic => new PickleBuilder().Raw(0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19).Op(".").Bytes;

    private static PickleBuilder Keys(params string[] keys)
    {
        var list = new PickleBuilder().Op("](");
        foreach (var key in keys) list.Text(key);
        return list.Op("e.");
    }

    private static byte[] Storage(long count) => [.. BitConverter.GetBytes(count), .. Numbers];

    private static string Refusal(byte[] bytes) => Assert.Throws<DataException>(() => TensorFile.Read(new ByteSource(bytes, "old.pth"))).Message;

    private static OrderedDictionary<string, HostTensor> Read(PickleBuilder pickle, PickleBuilder keys, byte[] storages)
    {
        byte[] bytes = [.. Magic, .. new PickleBuilder().Number(1001).Op(".").Bytes, .. new PickleBuilder().Op("}.").Bytes, .. pickle.Bytes, .. keys.Bytes, .. storages];
        return TensorFile.Read(new ByteSource(bytes, "old.pth"));
    }
}
