using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;

namespace NeuralCore.Serialization;

/// <summary>
/// Python's pickle machine with nothing behind it: it knows plain values, lists, tuples, dicts, and the few globals of
/// <see cref="PickleGlobals"/>, which stand for values of ours. No opcode can reach any code of the running program.
/// </summary>
/// <param name="cursor">Where the pickle begins; after <see cref="Run"/>, where it ended.</param>
/// <param name="persistent">Gives the storage that a persistent id (a tuple, and the opcode's offset) means; null where none may occur.</param>
internal sealed class PickleMachine(PickleCursor cursor, Func<object?[], long, object?>? persistent = null)
{
    // A state dict of ten thousand tensors takes under a million; each may cost a hundred bytes of memory.
    private const int MaxOpcodes = 4_000_000;

    private static readonly object Unset = new();

    private readonly List<object?> _stack = [];
    private readonly Stack<int> _marks = [];
    private readonly List<object?> _memo = [];
    private long _opcodeOffset;

    /// <summary>Follows the pickle to its STOP and gives the value that it leaves.</summary>
    public object? Run()
    {
        for (var steps = 0; steps < MaxOpcodes; steps++)
        {
            _opcodeOffset = cursor.Position;
            var code = cursor.ReadByte();
            if (code == (byte)PickleOpcode.Stop) return Pop();
            Follow(code);
        }
        throw Error($"more than {MaxOpcodes} opcodes, which no state dict needs");
    }

    /// <summary>A value as a dict's key: a string, or a whole number as its digits.</summary>
    public static string Key(PickleCursor cursor, long offset, object? key) => key switch
    {
        string text => text,
        long number => number.ToString(CultureInfo.InvariantCulture),
        _ => throw cursor.Error(offset, $"a dict's key is {Kind(key)}; expected a string or a whole number"),
    };

    private void Follow(byte code)
    {
        switch ((PickleOpcode)code)
        {
            case PickleOpcode.Proto:
                if (cursor.ReadByte() is > 5 and var protocol)
                    throw Error($"protocol {protocol} is unknown; expected 0 to 5");
                break;
            case PickleOpcode.Frame: CheckFrame(cursor.ReadInt64()); break;
            case PickleOpcode.Mark: _marks.Push(_stack.Count); break;
            case PickleOpcode.Pop: if (_marks.TryPeek(out var mark) && mark == _stack.Count) _marks.Pop(); else Pop(); break;
            case PickleOpcode.PopMark: PopToMark(); break;

            case PickleOpcode.None: Push(null); break;
            case PickleOpcode.NewTrue: Push(true); break;
            case PickleOpcode.NewFalse: Push(false); break;
            case PickleOpcode.Int: Push(ParseInt(cursor.ReadLine())); break;
            case PickleOpcode.BinInt: Push((long)cursor.ReadInt32()); break;
            case PickleOpcode.BinInt1: Push((long)cursor.ReadByte()); break;
            case PickleOpcode.BinInt2: Push((long)cursor.ReadUInt16()); break;
            case PickleOpcode.Long: Push(ParseLong(cursor.ReadLine().TrimEnd('L'))); break;
            case PickleOpcode.Long1: Push(ReadInteger(cursor.ReadByte())); break;
            case PickleOpcode.Long4: Push(ReadInteger(cursor.ReadInt32())); break;
            case PickleOpcode.BinFloat: Push(cursor.ReadDouble()); break;
            case PickleOpcode.ShortBinString or PickleOpcode.ShortBinUnicode: Push(cursor.ReadText(cursor.ReadByte())); break;
            case PickleOpcode.BinString: Push(cursor.ReadText(cursor.ReadInt32())); break;
            case PickleOpcode.BinUnicode: Push(cursor.ReadText((uint)cursor.ReadInt32())); break;
            case PickleOpcode.BinUnicode8: Push(cursor.ReadText(cursor.ReadInt64())); break;

            case PickleOpcode.EmptyTuple: Push(Array.Empty<object?>()); break;
            case PickleOpcode.Tuple: Push(PopToMark()); break;
            case PickleOpcode.Tuple1: Push(new[] { Pop() }); break;
            case PickleOpcode.Tuple2: Push(PopMany(2)); break;
            case PickleOpcode.Tuple3: Push(PopMany(3)); break;
            case PickleOpcode.EmptyList: Push(new List<object?>()); break;
            case PickleOpcode.List: Push(new List<object?>(PopToMark())); break;
            case PickleOpcode.Append: Append(PopMany(1)); break;
            case PickleOpcode.Appends: Append(PopToMark()); break;
            case PickleOpcode.EmptyDict: Push(new PickleDict()); break;
            case PickleOpcode.Dict: var items = PopToMark(); Push(new PickleDict()); SetItems(items); break;
            case PickleOpcode.SetItem: SetItems(PopMany(2)); break;
            case PickleOpcode.SetItems: SetItems(PopToMark()); break;

            case PickleOpcode.Get: Push(Recall(ParseIndex(cursor.ReadLine()))); break;
            case PickleOpcode.BinGet: Push(Recall(cursor.ReadByte())); break;
            case PickleOpcode.LongBinGet: Push(Recall((uint)cursor.ReadInt32())); break;
            case PickleOpcode.Put: Remember(ParseIndex(cursor.ReadLine())); break;
            case PickleOpcode.BinPut: Remember(cursor.ReadByte()); break;
            case PickleOpcode.LongBinPut: Remember((uint)cursor.ReadInt32()); break;
            case PickleOpcode.Memoize: Remember(_memo.Count); break;

            case PickleOpcode.Global: Push(PickleGlobals.Resolve(cursor, _opcodeOffset, cursor.ReadLine(), cursor.ReadLine())); break;
            case PickleOpcode.StackGlobal: StackGlobal(); break;
            case PickleOpcode.Reduce: Reduce(); break;
            case PickleOpcode.Build: Build(); break;
            case PickleOpcode.BinPersId: PersistentId(); break;
            default: throw Error(PickleRefusals.Describe(code));
        }
    }

    private void StackGlobal()
    {
        if (PopMany(2) is not [string module, string name]) throw Error("STACK_GLOBAL needs two strings");
        Push(PickleGlobals.Resolve(cursor, _opcodeOffset, module, name));
    }

    private void Reduce()
    {
        var (callable, args) = PopMany(2) is [var c, var a] ? (c, a) : default;
        if (callable is not PickleGlobal { Call: { } call } global)
            throw Error($"REDUCE is refused on {Kind(callable)}: only what builds tensors and state dicts may be called");
        if (args is not object?[] tuple)
            throw Error($"REDUCE on {global.Name} needs a tuple of arguments; got {Kind(args)}");
        Push(call(new TorchRebuild(cursor, _opcodeOffset, global.Name, tuple)));
    }

    // A state dict carries its modules' versions as an attribute (_metadata); nothing of it is needed.
    private void Build()
    {
        var state = Pop();
        if (Peek() is not PickleDict || state is not PickleDict)
            throw Error($"BUILD is refused on {Kind(Peek())} with {Kind(state)}: only a state dict may carry attributes, as a dict");
    }

    private void PersistentId()
    {
        if (persistent is null) throw Error("a storage is named where none may stand");
        Push(persistent(Pop() as object?[] ?? throw Error("a persistent id is no tuple"), _opcodeOffset));
    }

    private void Append(object?[] items)
    {
        if (Peek() is not List<object?> list) throw Error($"APPEND on {Kind(Peek())}; expected a list");
        list.AddRange(items);
    }

    private void SetItems(object?[] items)
    {
        if (Peek() is not PickleDict dict) throw Error($"SETITEM on {Kind(Peek())}; expected a dict");
        if (items.Length % 2 != 0) throw Error($"{items.Length} items make no pairs of key and value");
        for (var i = 0; i < items.Length; i += 2) dict.Set(Key(cursor, _opcodeOffset, items[i]), items[i + 1]);
    }

    // Picklers count their memo up by one, each at the cost of at least a byte: a list does, and a huge index is a lie.
    private void Remember(long index)
    {
        if (index > _opcodeOffset)
            throw Error($"memo {index} is written after {_opcodeOffset} bytes; so many values cannot have gone before");
        while (_memo.Count <= index) _memo.Add(Unset);
        _memo[(int)index] = Peek();
    }

    private object? Recall(long index) => index < _memo.Count && _memo[(int)index] is var value && value != Unset
        ? value
        : throw Error($"memo {index} is read before it is written");

    private void Push(object? value) => _stack.Add(value);

    private object? Pop()
    {
        var value = Peek();
        _stack.RemoveAt(_stack.Count - 1);
        return value;
    }

    private object? Peek() => _stack.Count > (_marks.TryPeek(out var mark) ? mark : 0)
        ? _stack[^1]
        : throw Error("a value is taken from an empty stack");

    // The last of the values is the one pushed last.
    private object?[] PopMany(int count)
    {
        var values = new object?[count];
        for (var i = count - 1; i >= 0; i--) values[i] = Pop();
        return values;
    }

    private object?[] PopToMark()
    {
        if (!_marks.TryPop(out var mark)) throw Error("a mark is taken where none was set");
        object?[] values = [.. CollectionsMarshal.AsSpan(_stack)[mark..]];
        _stack.RemoveRange(mark, values.Length);
        return values;
    }

    private void CheckFrame(long length)
    {
        if (length < 0 || length > cursor.Source.Length - cursor.Position)
            throw Error($"FRAME states {length} bytes; {cursor.Source.Length - cursor.Position} are left");
    }

    private object ParseInt(string digits) => digits switch
    {
        "00" => false,
        "01" => true,
        _ => ParseLong(digits),
    };

    private long ParseLong(string digits) =>
        long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
        ? value
        : throw Error($"'{digits}' is no 64-bit integer");

    private long ParseIndex(string digits) => ParseLong(digits) is >= 0 and var index
        ? index
        : throw Error($"'{digits}' is no index of the memo");

    // Two's complement, little-endian; only PyTorch's magic number needs more than 64 bits.
    private object ReadInteger(int length)
    {
        if (length is < 0 or > 64) throw Error($"an integer of {length} bytes, which no state dict needs");
        var value = new BigInteger(cursor.ReadBytes(length));
        return value >= long.MinValue && value <= long.MaxValue ? (object)(long)value : value;
    }

    private static string Kind(object? value) => value switch
    {
        null => "None",
        PickleGlobal global => $"global '{global.Name}'",
        PickleDict => "a dict",
        List<object?> => "a list",
        object?[] => "a tuple",
        TorchTensor => "a tensor",
        TorchStorageView => "a storage",
        string => "a string",
        bool => "a bool",
        _ => "a number",
    };

    private DataException Error(string sentence) => cursor.Error(_opcodeOffset, sentence);
}
