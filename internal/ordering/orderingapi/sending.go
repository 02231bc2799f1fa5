package orderingapi

import (
	"context"
	"net/http"

	"preau/internal/core/access"
	"preau/internal/core/rest"
	"preau/internal/ordering/order"
	"preau/internal/ordering/orderingapi/msg"
	"preau/internal/ordering/sending"
)

func (h api) mountSending(a *rest.API) {
	reason := map[string]string{order.FieldReason: "body.reason", order.FieldKnowing: "body.tell_supplier"}
	rest.Register(a, rest.Op{
		ID: "send-order", Method: http.MethodPost, Path: "/orders/{order}/sending", Group: msg.GroupOrders, Summary: msg.SendOrder, Text: msg.SendOrderText, Scope: Write, Fails: versioned,
	}, h.sendOrder)
	rest.Register(a, rest.Op{
		ID: "cancel-order", Method: http.MethodPost, Path: "/orders/{order}/cancellation", Group: msg.GroupOrders, Summary: msg.CancelOrder, Text: msg.CancelOrderText, Scope: Write,
		Fails: versioned, Fields: reason,
	}, h.cancelOrder)
	rest.Register(a, rest.Op{
		ID: "give-order-back", Method: http.MethodPost, Path: "/orders/{order}/return", Group: msg.GroupOrders, Summary: msg.ReturnOrder, Text: msg.ReturnOrderText, Scope: Write,
		Fails: versioned, Fields: reason,
	}, h.returnOrder)
	rest.Register(a, rest.Op{
		ID: "set-order-remark", Method: http.MethodPut, Path: "/orders/{order}/remark", Group: msg.GroupOrders, Summary: msg.SetRemark, Text: msg.SetRemarkText, Scope: Write,
		Fails: versioned, Fields: map[string]string{order.FieldRemark: "body.remark"},
	}, h.setRemark)
	rest.Register(a, rest.Op{
		ID: "get-purchase-order", Method: http.MethodGet, Path: "/orders/{order}/purchase-order", Group: msg.GroupOrders, Summary: msg.GetPaper, Text: msg.GetPaperText, Scope: Read,
		Media: "application/pdf", Fails: notFound,
	}, h.paper)
	rest.Register(a, rest.Op{
		ID: "get-receipt-note", Method: http.MethodGet, Path: "/orders/{order}/receipt-note", Group: msg.GroupOrders, Summary: msg.GetSlip, Text: msg.GetSlipText, Scope: Read,
		Media: "application/pdf", Fails: notFound,
	}, h.slip)
	rest.Register(a, rest.Op{
		ID: "get-ubl-order", Method: http.MethodGet, Path: "/orders/{order}/ubl", Group: msg.GroupOrders, Summary: msg.GetMachine, Text: msg.GetMachineText, Scope: Read,
		Media: "application/xml", Fails: notFound,
	}, h.machine)
}

// OfOrderVersion names a version of an order.
type OfOrderVersion struct {
	OfOrder
	Match string `header:"If-Match"`
}

// sendOrder sends an order for the first time, or again where the supplier's server had refused it.
func (h api) sendOrder(ctx context.Context, who access.Actor, in *OfOrderVersion) (*orderOut, error) {
	v, err := h.orders.Show(ctx, who, in.Order)
	if err != nil {
		return nil, err
	}
	do := h.orders.Send
	if v.State == order.ToResend {
		do = h.orders.Resend
	}
	return h.moveOrder(ctx, who, in, func(version int64) error { return do(ctx, who, in.Order, version) })
}

// OrderReasonIn says why.
type OrderReasonIn struct {
	Reason string `json:"reason" maxLength:"500"`
}

type takeBackIn struct {
	OfOrderVersion
	Body OrderReasonIn
}

// OrderEndIn says why an order is ended and, of one that may have arrived, that the supplier is to be told not to deliver it.
type OrderEndIn struct {
	Reason       string `json:"reason" maxLength:"500"`
	TellSupplier bool   `json:"tell_supplier,omitempty"`
}

type endIn struct {
	OfOrderVersion
	Body OrderEndIn
}

func (h api) cancelOrder(ctx context.Context, who access.Actor, in *endIn) (*orderOut, error) {
	return h.endOrder(ctx, who, in, order.Cancel)
}

func (h api) returnOrder(ctx context.Context, who access.Actor, in *endIn) (*orderOut, error) {
	return h.endOrder(ctx, who, in, order.GiveBack)
}

func (h api) endOrder(ctx context.Context, who access.Actor, in *endIn, do order.Act) (*orderOut, error) {
	return h.moveOrder(ctx, who, &in.OfOrderVersion, func(version int64) error {
		return h.orders.EndWith(ctx, who, in.Order, version, do, order.Ending{Reason: in.Body.Reason, Knowing: in.Body.TellSupplier})
	})
}

// OrderRemarkIn is what is said to the supplier; empty: nothing.
type OrderRemarkIn struct {
	Remark string `json:"remark" maxLength:"500"`
}

type remarkIn struct {
	OfOrderVersion
	Body OrderRemarkIn
}

func (h api) setRemark(ctx context.Context, who access.Actor, in *remarkIn) (*orderOut, error) {
	return h.moveOrder(ctx, who, &in.OfOrderVersion, func(version int64) error { return h.orders.SetRemark(ctx, who, in.Order, version, in.Body.Remark) })
}

// moveOrder does an act on the version that was read, and gives the order as it is then.
func (h api) moveOrder(ctx context.Context, who access.Actor, in *OfOrderVersion, do func(version int64) error) (*orderOut, error) {
	read := func() (*orderOut, error) { return h.getOrder(ctx, who, &in.OfOrder) }
	return rest.Move(in.Match, do, read, func(now *orderOut) int64 { return now.Body.Version })
}

func (h api) paper(ctx context.Context, who access.Actor, in *OfOrder) (*rest.File, error) {
	return given(h.sending.Order(ctx, who, in.Order))
}

func (h api) slip(ctx context.Context, who access.Actor, in *OfOrder) (*rest.File, error) {
	return given(h.sending.Slip(ctx, who, in.Order))
}

func (h api) machine(ctx context.Context, who access.Actor, in *OfOrder) (*rest.File, error) {
	return given(h.sending.Machine(ctx, who, in.Order))
}

func given(f sending.File, err error) (*rest.File, error) {
	if err != nil {
		return nil, err
	}
	return rest.Download(f.Name, f.Media, f.Body), nil
}
