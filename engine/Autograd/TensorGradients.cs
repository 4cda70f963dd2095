using NeuralCore.Autograd;

namespace NeuralCore;

/// <summary>A tensor's part in automatic differentiation.</summary>
public static class TensorGradients
{
    extension(Tensor x)
    {
        /// <summary>Whether gradients flow to this tensor; may be set on leaves of a floating type.</summary>
        /// <exception cref="GradientException">Set on a result, or on a tensor of integers.</exception>
        public bool RequiresGrad
        {
            get => GradientState.Participating(x) is not null;
            set
            {
                if (value && !x.Type.IsFloating())
                    throw new GradientException($"only floating tensors carry gradients; {x.Shape} is {x.Type}");
                var state = GradientState.Of(x);
                if (state.Producer is { } node)
                    throw new GradientException($"RequiresGrad is set on leaves; {x.Shape} is a result of {node.Op}; use Detach() to cut it off");
                state.IsWanted = value;
            }
        }

        /// <summary>Whether nothing recorded made this tensor: a parameter, an input.</summary>
        public bool IsLeaf => x.Autograd is not GradientState { Producer: not null };

        /// <summary>The gradient collected by the backward passes so far, in the tensor's shape; null before the first.</summary>
        /// <exception cref="ShapeException">Set to a tensor of another shape, element type or device.</exception>
        public Tensor? Grad
        {
            get => (x.Autograd as GradientState)?.Grad;
            set
            {
                if (value is not null && (value.Shape, value.Type, value.Device) != (x.Shape, x.Type, x.Device))
                    throw new ShapeException($"the gradient of {x.Type} {x.Shape} on {x.Device} is a tensor like it; got {value.Type} {value.Shape} on {value.Device}");
                GradientState.Of(x).Grad = value?.Keep();
            }
        }

        /// <summary>Makes a leaf want its gradient and returns it: <c>Tensor.Zeros([3]).WithGrad()</c>.</summary>
        public Tensor WithGrad()
        {
            x.RequiresGrad = true;
            return x;
        }

        /// <summary>The same memory outside the graph: no gradient flows through.</summary>
        public Tensor Detach() => x.ViewAs(x.Shape);

        /// <summary>Makes a result keep its gradient in <c>Grad</c> as leaves do.</summary>
        public void RetainGrad() => GradientState.Of(x).RetainsGrad = true;

        /// <summary>Calls <paramref name="hook"/> with the gradient once it is complete; what the hook returns, if anything, takes its place.</summary>
        public IDisposable OnGradient(Func<Tensor, Tensor?> hook)
        {
            var hooks = GradientState.Of(x).Hooks ??= [];
            hooks.Add(hook);
            return new Unhook(() => hooks.Remove(hook));
        }

        /// <summary>Computes d x / d leaf for every leaf that x depends on and adds it to the leaf's <c>Grad</c>.</summary>
        /// <param name="gradient">The upstream gradient, in x's shape; may be left out if x is one number.</param>
        /// <param name="retainGraph">Whether the graph is kept for another pass.</param>
        /// <param name="createGraph">Whether the gradients can themselves be differentiated; keeps the graph too.</param>
        /// <exception cref="GradientException">Nothing was recorded, the graph was used up, a saved tensor was changed since, or an op gave a gradient that does not fit its input.</exception>
        public void Backward(Tensor? gradient = null, bool retainGraph = false, bool createGraph = false)
        {
            var root = Gradients.Root(x, gradient);
            x.Storage.Hold();
            var results = new GraphWalk(createGraph, retainGraph || createGraph).Run([root]);
            x.Storage.Unhold(give: false);
            foreach (var (state, result) in results)
            {
                using var mode = new NoGradScope(records: createGraph);
                state.Grad = (state.Grad is { } before ? Dispatcher.Apply(new AccumulateOp(), before, result) : Gradients.Owned(result, createGraph)).Keep();
            }
        }
    }

    private sealed class Unhook(Action undo) : IDisposable
    {
        public void Dispose() => undo();
    }
}
