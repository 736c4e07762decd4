package store

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"parksite/internal/fault"
)

// DeliveryLife is how long a delivery that has ended is kept, for its log.
const DeliveryLife = 30 * 24 * time.Hour

// Kinds and states of a delivery.
const (
	ByMail    = "mail"
	ByWebhook = "webhook"

	Waiting = "waiting"
	Sent    = "sent"
	Dropped = "dropped" // no longer to be sent: the person may not see it, the webhook is gone
	Failed  = "failed"  // given up
)

// Delivery is something to be sent out of this program, and how that went. It
// is not governed. Each attempt is claimed by its number (Store.Claim), so that
// of several processes one makes it.
type Delivery struct {
	ID       string            `json:"id" bson:"_id"` // follows from event and receiver: made once
	Kind     string            `json:"kind"`
	To       string            `json:"to"`    // user, or webhook
	Event    string            `json:"event"` // kind of notice, or event of the webhook
	At       time.Time         `json:"at"`
	Notice   string            `json:"notice"` // of an e-mail: its words are found when it is sent
	Body     string            `json:"body"`   // of a call of a webhook
	State    string            `json:"state"`
	Attempts []DeliveryAttempt `json:"attempts"`
	NextAt   time.Time         `json:"nextAt"`
}

// DeliveryAttempt is one attempt and its outcome.
type DeliveryAttempt struct {
	At     time.Time `json:"at"`
	Status int       `json:"status"` // HTTP status; 0 without an answer, and of e-mails
	Error  string    `json:"error"`  // message key; "" = it went well
	Ms     int64     `json:"ms"`
}

// AddDelivery stores a delivery unless it is there already, ended or not.
func (s *Store) AddDelivery(ctx context.Context, d Delivery) error {
	const op = "store.AddDelivery"
	doc, err := encode(d)
	if err != nil {
		return fault.Wrap(op, err)
	}
	if _, err = s.db.Collection(deliveryCollection).InsertOne(ctx, doc); isDuplicate(err) {
		err = nil
	}
	return failed(op, err)
}

// SaveDelivery stores how an attempt went. Only who holds the attempt's claim
// calls it.
func (s *Store) SaveDelivery(ctx context.Context, d Delivery) error {
	const op = "store.SaveDelivery"
	doc, err := encode(d)
	if err != nil {
		return fault.Wrap(op, err)
	}
	_, err = s.db.Collection(deliveryCollection).ReplaceOne(ctx, byID(d.ID), doc)
	return failed(op, err)
}

// Delivery returns the delivery with this id, or a NotFound fault.
func (s *Store) Delivery(ctx context.Context, id string) (Delivery, error) {
	const op = "store.Delivery"
	var d Delivery
	raw, err := s.db.Collection(deliveryCollection).FindOne(ctx, byID(id)).Raw()
	if errors.Is(err, mongo.ErrNoDocuments) {
		return d, fault.New(op, fault.NotFound, "delivery.notFound")
	}
	if err != nil {
		return d, failed(op, err)
	}
	return d, decode(raw, &d)
}

// WaitingDeliveries returns what is still to be sent.
func (s *Store) WaitingDeliveries(ctx context.Context) ([]Delivery, error) {
	return s.deliveries(ctx, bson.D{{Key: "state", Value: Waiting}})
}

// DeliveriesTo returns the deliveries to one receiver, newest first.
func (s *Store) DeliveriesTo(ctx context.Context, to string) ([]Delivery, error) {
	return s.deliveries(ctx, bson.D{{Key: "to", Value: to}})
}

func (s *Store) deliveries(ctx context.Context, filter bson.D) ([]Delivery, error) {
	var found []Delivery
	err := s.scan(ctx, deliveryCollection, filter, nil, func(raw bson.Raw) error {
		var d Delivery
		err := decode(raw, &d)
		found = append(found, d)
		return err
	})
	slices.SortFunc(found, func(a, b Delivery) int {
		if c := b.At.Compare(a.At); c != 0 {
			return c
		}
		return strings.Compare(b.ID, a.ID)
	})
	return found, fault.Wrap("store.deliveries", err)
}
