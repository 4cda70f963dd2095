using System.Numerics;

namespace NeuralCore.Backends.Gpu.Ptx;

/// <summary>
/// Which registers hold a value that is still needed, before each instruction of a function: the usual backward data-flow,
/// live(i) = uses(i) ∪ (∪ live(successors) − definitions(i)). A guarded instruction may leave its destination as it was, so
/// it ends no life.
/// </summary>
internal sealed class PtxLiveness
{
    private readonly PtxFunction _function;
    private readonly Dictionary<string, int> _numbers = [];
    private readonly List<int> _weights = [];
    private readonly List<bool> _predicates = [];
    private readonly ulong[][] _live;
    private readonly int _words;

    /// <summary>Analyses a function that has a body.</summary>
    public PtxLiveness(PtxFunction function)
    {
        _function = function;
        foreach (var name in function.Instructions.SelectMany(Named).Distinct()) Number(name);
        _words = (_numbers.Count + 63) / 64;
        var count = function.Instructions.Count;
        _live = [.. Enumerable.Range(0, count + 1).Select(_ => new ulong[_words])];
        Solve();
    }

    /// <summary>The 32-bit registers live before an instruction: a 64-bit register counts two, a predicate none.</summary>
    public int Registers(int instruction) => Sum(instruction, i => _weights[i]);

    /// <summary>The predicates live before an instruction.</summary>
    public int Predicates(int instruction) => Sum(instruction, i => _predicates[i] ? 1 : 0);

    /// <summary>Registers that some path reads before anything wrote them.</summary>
    public IEnumerable<string> ReadBeforeWritten =>
        _function.Instructions.Count == 0 ? [] : _numbers.Where(n => Has(_live[0], n.Value)).Select(n => n.Key);

    /// <summary>The registers that an instruction writes.</summary>
    public static IEnumerable<string> Definitions(PtxInstruction instruction) =>
        WritesFirst(instruction) ? instruction.Operands[0].Registers : [];

    /// <summary>The registers that an instruction reads, its guard included.</summary>
    public static IEnumerable<string> Uses(PtxInstruction instruction)
    {
        var read = instruction.Operands.Skip(WritesFirst(instruction) ? 1 : 0).SelectMany(o => o.Registers);
        return instruction.Guard is { } guard ? read.Append(guard) : read;
    }

    private static bool WritesFirst(PtxInstruction instruction) => instruction.Operands.Length > 0 && instruction.Opcode switch
    {
        "st" or "red" or "bra" or "brx" or "ret" or "exit" or "trap" or "membar" or "fence" or "call" => false,
        "bar" or "barrier" => instruction.Modifiers.Contains("red"),
        _ => true,
    };

    private static IEnumerable<string> Named(PtxInstruction instruction) =>
        Uses(instruction).Concat(Definitions(instruction));

    private void Number(string name)
    {
        if (!_function.Registers.TryGetValue(name, out var type)) return;
        _numbers[name] = _weights.Count;
        _weights.Add(type.Kind == PtxKind.Predicate ? 0 : type.IsWide ? 2 : 1);
        _predicates.Add(type.Kind == PtxKind.Predicate);
    }

    private void Solve()
    {
        var instructions = _function.Instructions;
        var uses = instructions.Select(i => Set(Uses(i))).ToArray();
        var definitions = instructions.Select(i => Set(i.Guard is null ? Definitions(i) : [])).ToArray();
        var successors = instructions.Select((_, i) => Successors(i)).ToArray();
        var next = new ulong[_words];
        for (var changed = true; changed;)
        {
            changed = false;
            for (var i = instructions.Count - 1; i >= 0; i--)
            {
                Array.Clear(next);
                foreach (var successor in successors[i])
                    for (var w = 0; w < _words; w++) next[w] |= _live[successor][w];
                for (var w = 0; w < _words; w++)
                {
                    var live = uses[i][w] | next[w] & ~definitions[i][w];
                    if (live == _live[i][w]) continue;
                    _live[i][w] = live;
                    changed = true;
                }
            }
        }
    }

    private int[] Successors(int i)
    {
        var instruction = _function.Instructions[i];
        int[] targets = instruction.Opcode switch
        {
            "bra" => [Label(instruction.Operands[0].Name)],
            "brx" => [.. _function.BranchTables.GetValueOrDefault(instruction.Operands[1].Name, []).Select(Label)],
            "ret" or "exit" or "trap" => [],
            _ => [i + 1],
        };
        return instruction.Guard is null ? targets : [.. targets, i + 1];
    }

    private int Label(string name) => _function.Labels.GetValueOrDefault(name, _function.Instructions.Count);

    private ulong[] Set(IEnumerable<string> names)
    {
        var set = new ulong[_words];
        foreach (var name in names)
            if (_numbers.TryGetValue(name, out var number)) set[number / 64] |= 1ul << number;
        return set;
    }

    private int Sum(int instruction, Func<int, int> weight)
    {
        var sum = 0;
        for (var w = 0; w < _words; w++)
            for (var left = _live[instruction][w]; left != 0; left &= left - 1)
                sum += weight(w * 64 + BitOperations.TrailingZeroCount(left));
        return sum;
    }

    private static bool Has(ulong[] set, int number) => (set[number / 64] >> number & 1) != 0;
}
