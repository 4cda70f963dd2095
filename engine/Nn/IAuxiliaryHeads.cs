using NeuralCore.Autograd;
using NeuralCore.Ops;

namespace NeuralCore.Nn;

/// <summary>A network with auxiliary classifiers on inner features (Szegedy et al. 2015, arXiv:1409.4842, §5), which bring gradient to its first layers in training.</summary>
/// <remarks>
/// <c>Forward</c> gives the main logits alone. In training the network calls each head where it branches off, as any other
/// module of its own; in evaluation it does not. Who wants the heads' logits too calls <c>ForwardWithHeads</c>.
/// </remarks>
public interface IAuxiliaryHeads
{
    /// <summary>The heads in the order in which they branch off, each from inner features to logits [N, classes]; none if the network was built without.</summary>
    IReadOnlyList<Module> AuxiliaryHeads { get; }

    /// <summary>The factor of each head's loss in the whole loss.</summary>
    double AuxiliaryWeight { get; }
}

/// <summary>Calls that collect the heads' results.</summary>
public static class AuxiliaryHeadsExtensions
{
    extension(Module model)
    {
        /// <summary>The main logits, and those of the auxiliary heads that ran: all in training, none in evaluation or of a network without heads.</summary>
        /// <exception cref="ShapeException">Shapes do not fit; the message names the module's path.</exception>
        public (Tensor Y, IReadOnlyList<Tensor> Auxiliary) ForwardWithHeads(Tensor x)
        {
            if (model is not IAuxiliaryHeads { AuxiliaryHeads: { Count: > 0 } heads }) return (model.Forward(x), []);
            List<Tensor> auxiliary = [];
            // Without gradients the outermost call gives back everything but its own result: what is kept stays.
            var hooks = heads.Select(head => head.AfterForward((_, logits) => auxiliary.Add(NoGradScope.IsRecording ? logits : logits.Keep()))).ToArray();
            try
            {
                return (model.Forward(x), auxiliary);
            }
            finally
            {
                foreach (var hook in hooks) hook.Dispose();
            }
        }

        /// <summary>The main logits and the loss to minimize: the main loss plus, in training, weight · each auxiliary head's.</summary>
        /// <param name="x">The input.</param>
        /// <param name="target">What the loss compares every head's logits with.</param>
        /// <param name="loss">One number from logits and target.</param>
        /// <exception cref="ShapeException">Shapes do not fit; the message names the module's path.</exception>
        public (Tensor Y, Tensor Loss) ForwardWithLoss(Tensor x, Tensor target, Func<Tensor, Tensor, Tensor> loss)
        {
            var (y, auxiliary) = model.ForwardWithHeads(x);
            var value = loss(y, target);
            foreach (var logits in auxiliary) value += ((IAuxiliaryHeads)model).AuxiliaryWeight * loss(logits, target);
            return (y, value);
        }
    }
}
