namespace NeuralCore.Backends.Gpu.Ptx;

/// <summary>Gives variables, registers and constants of a kernel their places.</summary>
internal sealed class PtxLayout
{
    // Between two shared or local variables lies a gap, so that a step beyond one's end does not land in the next unseen.
    private const int Gap = 64;

    private readonly Dictionary<(ulong Bits, bool IsWide), PtxSlot> _constants = [];
    private readonly Dictionary<string, PtxSlot> _specials = [];
    private readonly List<PtxPlacement> _variables = [];
    private readonly List<byte> _module = [];

    /// <summary>The size of the registers so far.</summary>
    public int RegisterBytes { get; private set; }

    /// <summary>The size of the constants so far.</summary>
    public int ConstantBytes { get; private set; }

    /// <summary>The number of predicates so far.</summary>
    public int PredicateCount { get; private set; } = PtxKernel.TruePredicate + 1;

    /// <summary>The shared memory without gaps.</summary>
    public int SharedBytes { get; private set; }

    /// <summary>The shared memory with gaps.</summary>
    public int SharedWindowBytes { get; private set; }

    /// <summary>The frame of a thread.</summary>
    public int FrameBytes { get; private set; }

    /// <summary>The constants.</summary>
    public IReadOnlyList<(PtxSlot Slot, ulong Bits)> Constants => [.. _constants.Select(c => (c.Value, c.Key.Bits))];

    /// <summary>The special registers.</summary>
    public IReadOnlyList<(PtxSlot Slot, string Name)> Specials => [.. _specials.Select(s => (s.Value, s.Key))];

    /// <summary>The placed variables.</summary>
    public IReadOnlyList<PtxPlacement> Variables => _variables;

    /// <summary>The module's data.</summary>
    public byte[] ModuleData => [.. _module];

    /// <summary>A new register.</summary>
    public PtxSlot Register(bool isWide)
    {
        var slot = new PtxSlot(RegisterBytes, isWide);
        RegisterBytes += slot.Bytes;
        return slot;
    }

    /// <summary>A new predicate.</summary>
    public int Predicate() => PredicateCount++;

    /// <summary>The slot of a constant.</summary>
    public PtxSlot Constant(ulong bits, bool isWide) =>
        _constants.TryGetValue((bits, isWide), out var slot) ? slot : _constants[(bits, isWide)] = BelowZero(isWide);

    /// <summary>The slot of a special register.</summary>
    public PtxSlot Special(string name) =>
        _specials.TryGetValue(name, out var slot) ? slot : _specials[name] = BelowZero(isWide: false);

    /// <summary>Places a variable and returns its offset in its space; the dynamic shared array must come last.</summary>
    public PtxPlacement Place(PtxVariable variable)
    {
        var placement = variable.Space switch
        {
            PtxSpace.Shared => PlaceShared(variable),
            PtxSpace.Global or PtxSpace.Constant => PlaceModule(variable),
            _ => PlaceFrame(variable),
        };
        _variables.Add(placement);
        return placement;
    }

    /// <summary>The next multiple of an alignment.</summary>
    public static int Align(int offset, int alignment) => (offset + alignment - 1) / alignment * alignment;

    private PtxPlacement PlaceShared(PtxVariable variable)
    {
        var offset = Align(SharedWindowBytes, Math.Max(variable.Alignment, 16));
        if (variable.Count == 0)
        {
            SharedWindowBytes = offset;
            return new(PtxSpace.Shared, variable.Name, offset, 0, IsDynamic: true);
        }
        SharedBytes = Align(SharedBytes, variable.Alignment) + variable.Bytes;
        SharedWindowBytes = offset + variable.Bytes + Gap;
        return new(PtxSpace.Shared, variable.Name, offset, variable.Bytes);
    }

    private PtxPlacement PlaceFrame(PtxVariable variable)
    {
        var offset = Align(FrameBytes, 16);
        FrameBytes = Align(offset + variable.Bytes, 16);
        return new(PtxSpace.Local, variable.Name, offset, variable.Bytes);
    }

    private PtxPlacement PlaceModule(PtxVariable variable)
    {
        while (_module.Count % Math.Max(variable.Alignment, 16) != 0) _module.Add(0);
        var offset = _module.Count;
        _module.AddRange(variable.Values);
        _module.AddRange(new byte[Math.Max(0, variable.Bytes - variable.Values.Length)]);
        return new(PtxSpace.Global, variable.Name, offset, variable.Bytes);
    }

    private PtxSlot BelowZero(bool isWide)
    {
        ConstantBytes += new PtxSlot(0, isWide).Bytes;
        return new(-ConstantBytes, isWide);
    }
}
