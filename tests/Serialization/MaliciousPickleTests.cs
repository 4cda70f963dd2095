using NeuralCore.Serialization;

namespace NeuralCore.Tests.Serialization;

/// <summary>Pickles that attack: each is refused with a <see cref="DataException"/> that tells what stands where, and nothing runs.</summary>
public sealed class MaliciousPickleTests
{
    private static void Refused(PickleBuilder pickle, string words, params byte[] storage)
    {
        var file = new ByteSource(pickle.Zip(storage), "hand.pth");
        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<DataException>(() => TensorFile.Read(file));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 << 20);
        Assert.Contains(words, error.Message);
        Assert.Contains("hand.pth", error.Message);
    }

    [Theory]
    [InlineData("os", "system")]
    [InlineData("posix", "system")]
    [InlineData("builtins", "eval")]
    [InlineData("builtins", "getattr")]
    [InlineData("__builtin__", "exec")]
    [InlineData("subprocess", "Popen")]
    [InlineData("torch", "load")]
    [InlineData("torch.storage", "_load_from_bytes")]
    [InlineData("torch._utils", "_rebuild_tensor_v2.__globals__")]
    [InlineData("numpy.core.multiarray", "_reconstruct")]
    [InlineData("collections", "OrderedDict ")]
    public void Globals_that_build_no_tensor_are_refused(string module, string name)
    {
        Refused(new PickleBuilder().Global(module, name).Text("id").Raw(0x85).Op("R."), $"offset 2: pickle: global '{module}.{name}' is refused");
        Refused(new PickleBuilder().Text(module).Text(name).Raw(0x93).Text("id").Raw(0x85).Op("R."), $"global '{module}.{name}' is refused");
    }

    [Theory]
    [InlineData("(ios\nsystem\n.", "opcode INST (0x69) is refused")]
    [InlineData("(o.", "opcode OBJ (0x6F) is refused")]
    [InlineData("]\u0081.", "opcode NEWOBJ (0x81) is refused")]
    [InlineData("]\u0092.", "opcode NEWOBJ_EX (0x92) is refused")]
    [InlineData("\u0082\u0001.", "opcode EXT1 (0x82) is refused")]
    [InlineData("2.", "opcode DUP (0x32) is refused")]
    [InlineData("Pid\n.", "opcode PERSID (0x50) is refused")]
    [InlineData("\u0096\u0000.", "opcode BYTEARRAY8 (0x96) is refused")]
    [InlineData("\u00ff.", "0xFF is no opcode")]
    public void Opcodes_that_no_tensor_needs_are_refused(string opcodes, string words) =>
        Refused(new PickleBuilder().Raw([.. opcodes.Select(c => (byte)c)]), words);

    [Fact]
    public void Only_what_builds_tensors_may_be_called()
    {
        Refused(new PickleBuilder().Global("torch", "FloatStorage").Op(")R."), "REDUCE is refused on global 'torch.FloatStorage'");
        Refused(new PickleBuilder().Text("os.system").Op(")R."), "REDUCE is refused on a string");
        Refused(new PickleBuilder().Global("collections", "OrderedDict").Op("]R."), "needs a tuple of arguments; got a list");
        Refused(new PickleBuilder().Global("collections", "OrderedDict").Number(1).Raw(0x85).Op("R."), "no list of pairs");
        Refused(new PickleBuilder().Global("torch", "Size").Op(")R."), "it takes 1 arguments; got 0");
        Refused(new PickleBuilder().Global("torch._utils", "_rebuild_parameter").Op("(NNNtR."), "first argument is no tensor");
        Refused(new PickleBuilder().Global("torch._utils", "_rebuild_tensor_v2").Op("(NNNNNNtR."), "first argument is no storage");
    }

    [Fact]
    public void Only_a_state_dict_may_carry_attributes()
    {
        Refused(new PickleBuilder().Op("]}b."), "BUILD is refused on a list with a dict");
        Refused(new PickleBuilder().Op("})b."), "BUILD is refused on a dict with a tuple");
        Refused(new PickleBuilder().Global("torch", "Size").Op("}b."), "BUILD is refused on global 'torch.Size'");
        Refused(new PickleBuilder().Tensor(1, 0, [1], [1]).Op("}b."), "BUILD is refused on a tensor");
    }

    [Theory]
    [InlineData(".", "empty stack")]
    [InlineData("(.", "empty stack")]
    [InlineData("N(00.", "empty stack")]
    [InlineData("t.", "a mark is taken where none was set")]
    [InlineData("1.", "a mark is taken where none was set")]
    [InlineData("h\u0000.", "memo 0 is read before it is written")]
    [InlineData("Nr\u00ff\u00ff\u00ff\u00ff.", "memo 4294967295 is written after")]
    [InlineData("Np9223372036854775807\n.", "memo 9223372036854775807 is written after")]
    [InlineData("Np-1\n.", "no index of the memo")]
    [InlineData("Nq\u0001h\u0000.", "memo 0 is read before it is written")]
    [InlineData("}NNs.", "a dict's key is None")]
    [InlineData("}(Nu.", "1 items make no pairs")]
    [InlineData("](a.", "empty stack")]
    [InlineData("NNa.", "APPEND on None")]
    [InlineData("NNNs.", "SETITEM on None")]
    [InlineData("NQ.", "a persistent id is no tuple")]
    [InlineData(")Q.", "the persistent id is no storage")]
    [InlineData("X\u00ff\u00ff\u00ff\u00ff.", "takes 4294967295 bytes")]
    [InlineData("T\u00ff\u00ff\u00ff\u00ff.", "takes -1 bytes")]
    [InlineData("\u008d\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f.", "takes 9223372036854775807 bytes")]
    [InlineData("\u008b\u00ff\u00ff\u00ff\u007f.", "an integer of 2147483647 bytes")]
    [InlineData("\u0095\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f.", "FRAME states")]
    [InlineData("I1e5\n.", "no 64-bit integer")]
    [InlineData("L99999999999999999999L\n.", "no 64-bit integer")]
    [InlineData("\u0080\u0006.", "protocol 6 is unknown")]
    [InlineData("NN\u0093.", "STACK_GLOBAL needs two strings")]
    public void Faults_of_the_machine_are_named(string opcodes, string words) =>
        Refused(new PickleBuilder().Raw([.. opcodes.Select(c => (byte)c)]), words);

    [Fact]
    public void A_storage_cannot_be_outreached()
    {
        var data = new byte[24];
        Assert.Equal([2, 3], new PickleBuilder().Tensor(6, 0, [2, 3], [1, 2]).Op(".").Read(data)[TensorFile.Unnamed].Shape);
        Refused(new PickleBuilder().Tensor(6, 0, [2, 4], [4, 1]).Op("."), "reach past the 6 elements of storage '0'", data);
        Refused(new PickleBuilder().Tensor(6, 1, [2, 3], [3, 1]).Op("."), "reach past the 6 elements", data);
        Refused(new PickleBuilder().Tensor(6, 7, [0], [1]).Op("."), "reach past the 6 elements", data);
        Refused(new PickleBuilder().Tensor(6, 0, [3, 3], [long.MaxValue, long.MaxValue]).Op("."), "reach past the 6 elements", data);
        Refused(new PickleBuilder().Tensor(6, -1, [1], [1]).Op("."), "no whole number from 0 on", data);
        Refused(new PickleBuilder().Tensor(6, 5, [6], [-1]).Op("."), "whole numbers from 0 on", data);
        Refused(new PickleBuilder().Tensor(6, 0, [-6], [1]).Op("."), "whole numbers from 0 on", data);
        Refused(new PickleBuilder().Tensor(6, 0, [2], [1, 1]).Op("."), "differ in length", data);
        Refused(new PickleBuilder().Tensor(6, 0, [1, 1, 1, 1, 1, 1, 1, 1, 1], [1, 1, 1, 1, 1, 1, 1, 1, 1]).Op("."), "at most 8", data);
        Refused(new PickleBuilder().Tensor(7, 0, [7], [1]).Op("."), "has 24 bytes; its storage of 7 elements needs 28", data);
        Refused(new PickleBuilder().Tensor(5, 0, [5], [1]).Op("."), "has 24 bytes; its storage of 5 elements needs 20", data);
        Refused(new PickleBuilder().Tensor(long.MaxValue, 0, [5], [1]).Op("."), "states 9223372036854775807 elements", data);
        Refused(new PickleBuilder().Tensor(6, 0, [6], [1], storage: "UntypedStorage").Op("."), "type of its numbers is not stated", data);
        Refused(new PickleBuilder().Tensor(6, 0, [6], [1], storage: "QInt8Storage").Op("."), "global 'torch.QInt8Storage' is refused", data);
        Refused(new PickleBuilder().Tensor(6, 0, [6], [1], key: "../0").Op("."), "no entry 'a/data/../0'", data);
        Refused(new PickleBuilder().Op("(").Tensor(6, 0, [6], [1]).Tensor(3, 0, [3], [1], storage: "DoubleStorage").Op("t."), "storage '0' is stated once as 6 of Float32", data);
    }

    [Fact]
    public void Strides_of_zero_do_not_blow_up_one_number()
    {
        var one = BitConverter.GetBytes(1.5f);
        Assert.Equal([1.5f, 1.5f, 1.5f], new PickleBuilder().Tensor(1, 0, [3], [0]).Op(".").Read(one)[TensorFile.Unnamed].ToArray<float>());
        Refused(new PickleBuilder().Tensor(1, 0, [1 << 28], [0]).Op("."), "blows up a storage of 4 bytes", one);
        Refused(new PickleBuilder().Tensor(1, 0, [1 << 30, 1 << 30], [0, 0]).Op("."), "is too large", one);
        var many = new PickleBuilder().Op("(");
        for (var i = 0; i < 64; i++) many.Tensor(1, 0, [1 << 20], [0]);
        Refused(many.Op("t."), "blows up a storage of 4 bytes", one);
    }

    [Fact]
    public void Containers_that_hold_themselves_end()
    {
        Refused(new PickleBuilder().Op("]q\0h\0a."), "hold themselves or nest without end");
        Refused(new PickleBuilder().Op("]q\0(h\0h\0h\0e."), "hold themselves or nest without end");
        Refused(new PickleBuilder().Op("}q\0").Text("x").Op("h\0s."), "hold themselves or nest without end");
        var deep = new byte[500_000];
        Array.Fill(deep, (byte)0x85);
        Refused(new PickleBuilder().Op(")").Raw(deep).Op("."), "nest without end");
    }

    [Fact]
    public void A_list_recalled_over_and_over_does_not_grow()
    {
        // Each level holds the one before ten times: 10^40 items in 900 bytes.
        var laughs = new PickleBuilder().Op("]q\0");
        for (var level = 0; level < 40; level++)
        {
            laughs.Op("](");
            for (var i = 0; i < 10; i++) laughs.Raw((byte)'h', (byte)level);
            laughs.Op("e").Raw((byte)'q', (byte)(level + 1));
        }
        Refused(laughs.Op("."), "hold themselves or nest without end");
        // A list of 100,000 pairs made into a dict 20,000 times.
        var dicts = new PickleBuilder().Op("](");
        for (var i = 0; i < 100_000; i++) dicts.Number(i).Op("N").Raw(0x86);
        dicts.Op("eq\0(");
        for (var i = 0; i < 20_000; i++) dicts.Global("collections", "OrderedDict").Op("h\0").Raw(0x85).Op("R");
        Assert.Empty(dicts.Op("t.").Read());
    }

    [Fact]
    public void Opcodes_without_end_are_cut_off()
    {
        var bytes = new byte[4_000_010];
        for (var i = 0; i < bytes.Length; i++) bytes[i] = (byte)(i % 2 == 0 ? 'N' : '0');
        Refused(new PickleBuilder().Raw(bytes), "more than 4000000 opcodes");
    }
}
