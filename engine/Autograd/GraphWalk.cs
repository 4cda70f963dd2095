namespace NeuralCore.Autograd;

/// <summary>The walk back through the recorded calls, iterative, each node once, users before makers.</summary>
internal sealed class GraphWalk
{
    private readonly bool _createGraph;
    private readonly bool _retainGraph;
    private readonly Execution _execution = Execution.Current;
    private readonly Dictionary<GradientState, Tensor> _gradients = [];
    private readonly HashSet<GradientState>? _wanted;
    private readonly HashSet<Node> _needed = [];
    private readonly Dictionary<GradientState, Tensor> _misshapen = [];

    /// <summary>A walk for the wanted states, or for every leaf if none are named.</summary>
    public GraphWalk(bool createGraph, bool retainGraph, IEnumerable<GradientState>? wanted = null)
    {
        (_createGraph, _retainGraph) = (createGraph, retainGraph);
        _wanted = wanted is null ? null : [.. wanted];
    }

    /// <summary>Whether a wanted gradient in another shape than its tensor's is handed out as it came, unsummed, instead of refused: the gradient checker has more to say about it.</summary>
    public bool HandsOutMisshapen { get; init; }

    /// <summary>Walks from the roots, each with its upstream gradient; leaves (or the wanted states) end with theirs.</summary>
    /// <exception cref="GradientException">A backward pass or a hook gave a gradient that is not like its tensor, or the graph was used up.</exception>
    public Dictionary<GradientState, Tensor> Run(IReadOnlyList<(GradientState State, Tensor Gradient)> roots)
    {
        using var mode = new NoGradScope(records: _createGraph);
        foreach (var (state, gradient) in roots) Add(state, gradient);
        foreach (var node in Reachable(roots.Select(r => r.State)))
        {
            if (_needed.Contains(node)) Visit(node);
        }
        Dictionary<GradientState, Tensor> results = [];
        foreach (var (state, gradient) in _gradients)
        {
            var complete = Complete(state, gradient);
            complete.Storage.Unhold(give: false);
            if (IsWanted(state)) results[state] = complete;
        }
        foreach (var (state, gradient) in _misshapen)
        {
            gradient.Storage.Unhold(give: false);
            results[state] = gradient;
        }
        return results;
    }

    private bool IsWanted(GradientState state) => _wanted?.Contains(state) ?? (state.Producer is null || state.RetainsGrad);

    // All nodes below the roots, the latest call first; marks those that lead to something wanted.
    private List<Node> Reachable(IEnumerable<GradientState> roots)
    {
        HashSet<Node> seen = [];
        Stack<Node> open = new(roots.Select(r => r.Producer).OfType<Node>());
        while (open.TryPop(out var node))
        {
            if (!seen.Add(node)) continue;
            foreach (var input in node.Inputs)
                if (input?.Producer is { } producer) open.Push(producer);
        }
        List<Node> nodes = [.. seen.OrderBy(n => n.Number)];
        foreach (var node in nodes)
            if (node.Inputs.Any(Leads)) _needed.Add(node);
        nodes.Reverse();
        return nodes;
    }

    private bool Leads(GradientState? state) =>
        state is not null && (IsWanted(state) || (state.Producer is { } producer && _needed.Contains(producer)));

    private void Visit(Node node)
    {
        var dys = new Tensor?[node.Outputs.Length];
        var any = false;
        for (var i = 0; i < dys.Length; i++)
        {
            if (node.Outputs[i] is not { } state || !_gradients.Remove(state, out var dy)) continue;
            dys[i] = Complete(state, dy);
            any = true;
            if (IsWanted(state)) _gradients[state] = Held(dys[i]!);
        }
        if (!any) return;

        node.Saved.ThrowIfReleased();
        if (_createGraph) node.Saved.ThrowIfNotDifferentiable();
        var dxs = Differentiate(node, dys);
        for (var i = 0; i < node.Inputs.Length; i++)
            if (Leads(node.Inputs[i]) && GradientFor(node, i, dxs) is { } dx) Add(node.Inputs[i]!, dx);
        for (var i = 0; i < dys.Length; i++)
            dys[i]?.Storage.Unhold(give: node.Outputs[i]!.Hooks is null);
        if (!_retainGraph) node.Saved.Release();
    }

    private Tensor?[] Differentiate(Node node, Tensor?[] dys)
    {
        ulong needs = 0;
        for (var i = 0; i < node.Inputs.Length; i++)
            if (Leads(node.Inputs[i])) needs |= 1UL << i;
        var (outer, path) = (_execution.Backward, _execution.Path);
        (_execution.Backward, _execution.Path) = (node, node.Path);
        try
        {
            return node.Op.Backward(node.Saved, dys, new Needs(needs));
        }
        finally
        {
            (_execution.Backward, _execution.Path) = (outer, path);
        }
    }

    // What a backward pass gave for an input, if it is one to be summed.
    private Tensor? GradientFor(Node node, int input, Tensor?[] dxs)
    {
        if (input >= dxs.Length)
            throw new GradientException($"{node.Where} in its backward pass: it returned {dxs.Length} gradients; expected {node.Inputs.Length}, one for each input, null where none flows");
        var state = node.Inputs[input]!;
        if (dxs[input] is not { } dx || state.Fits(dx)) return dxs[input];
        if (!HandsOutMisshapen || !IsWanted(state) || !state.FitsButForShape(dx))
            throw new GradientException($"{node.Where} in its backward pass: the gradient for input {input} is {state.Misfit(dx)}");
        if (_misshapen.TryAdd(state, dx)) Held(dx);
        return null;
    }

    private static Tensor Complete(GradientState state, Tensor gradient)
    {
        foreach (var hook in state.Hooks ?? [])
        {
            if (hook(gradient) is not { } replaced || ReferenceEquals(replaced, gradient)) continue;
            if (!state.Fits(replaced)) throw new GradientException($"a hook replaced a gradient: it is {state.Misfit(replaced)}");
            Held(replaced);
            gradient.Storage.Unhold(give: false);
            gradient = replaced;
        }
        return gradient;
    }

    private void Add(GradientState state, Tensor gradient)
    {
        var before = _gradients.GetValueOrDefault(state);
        _gradients[state] = Held(before is null ? gradient : Dispatcher.Apply(new AccumulateOp(), before, gradient));   // the one line in which gradients are summed
        before?.Storage.Unhold();
    }

    private static Tensor Held(Tensor tensor)
    {
        tensor.Storage.Hold();
        return tensor;
    }
}
